/// Talks to the kernel by netlink (RFC 3549, `netlink(7)`) without a process of its own: messages
/// are built and read here, what they mean is the business of `io.ciao.linux.link` and
/// `io.ciao.linux.conntrack`.
@NullMarked
package io.ciao.linux.netlink;

import org.jspecify.annotations.NullMarked;
