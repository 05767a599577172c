@NullMarked
package io.ciao.linux.netlink;

import org.jspecify.annotations.NullMarked;
