/// The data plane of one concentrator: a namespace on a network node that is a subnet's gateway,
/// DHCP and name server, the way out, and the way in for ssh.
@NullMarked
package io.ciao.linux.concentrator;

import org.jspecify.annotations.NullMarked;
