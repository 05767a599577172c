@NullMarked
package io.ciao.linux.subnet;

import org.jspecify.annotations.NullMarked;
