/// The connections that the kernel tracks in a namespace: read, ended and silenced by messages of
/// ctnetlink, without a program of its own.
@NullMarked
package io.ciao.linux.conntrack;

import org.jspecify.annotations.NullMarked;
