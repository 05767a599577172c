/// One Concentrator on this node: from the API's object, or from what is remembered of it, to a
/// namespace, a dnsmasq and a status. How the kernel is changed is `io.ciao.linux`'s.
@NullMarked
package io.ciao.cnci.concentrator;

import org.jspecify.annotations.NullMarked;
