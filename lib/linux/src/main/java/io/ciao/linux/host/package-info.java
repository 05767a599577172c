/// What this machine has, and the time since it was booted.
@NullMarked
package io.ciao.linux.host;

import org.jspecify.annotations.NullMarked;
