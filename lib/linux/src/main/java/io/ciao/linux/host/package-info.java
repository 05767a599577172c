/// What this machine has.
@NullMarked
package io.ciao.linux.host;

import org.jspecify.annotations.NullMarked;
