@NullMarked
package io.ciao.linux.net;

import org.jspecify.annotations.NullMarked;
