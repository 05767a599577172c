/// Talks to the kernel's rtnetlink (RFC 3549, `rtnetlink(7)`) without a process of its own:
/// messages are built and read here, what they mean is the business of `io.ciao.linux.link`.
@NullMarked
package io.ciao.linux.netlink;

import org.jspecify.annotations.NullMarked;
