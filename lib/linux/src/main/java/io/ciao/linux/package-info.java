/// What ciao asks of Linux, each behind an interface that does not show how it is done.
///
/// `kernel` calls it, `netlink` encodes what it is told; `command` runs programs, `process` and
/// `host` read /proc, `net` makes and enters namespaces and names what is in them, `link` and `nft`
/// describe what a namespace shall hold and compare it with what the kernel has, `subnet` and
/// `concentrator` are the two data planes made of these, `dnsmasq` the DHCP and name server.
/// Nothing here knows a resource of the API or the wire protocol.
@NullMarked
package io.ciao.linux;

import org.jspecify.annotations.NullMarked;
