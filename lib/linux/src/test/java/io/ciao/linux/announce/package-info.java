@NullMarked
package io.ciao.linux.announce;

import org.jspecify.annotations.NullMarked;
