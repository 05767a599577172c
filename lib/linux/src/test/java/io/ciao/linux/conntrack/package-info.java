@NullMarked
package io.ciao.linux.conntrack;

import org.jspecify.annotations.NullMarked;
