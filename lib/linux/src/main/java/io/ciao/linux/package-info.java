/// What ciao asks of Linux, each behind an interface that does not show how it is done.
///
/// `command` runs programs, `process` and `host` read /proc, `net` names namespaces and addresses,
/// `link` and `nft` describe what a namespace shall hold and compare it with what the kernel has,
/// `subnet` and `concentrator` are the two data planes made of these, `dnsmasq` the DHCP and name
/// server. Nothing here knows a resource of the API or the wire protocol.
@NullMarked
package io.ciao.linux;

import org.jspecify.annotations.NullMarked;
