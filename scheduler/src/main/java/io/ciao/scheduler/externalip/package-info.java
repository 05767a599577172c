/// External IPs: gives each an address of its pool, says where the address is to lead, and of each
/// whether it does.
///
/// Concentrators are not spoken to: the network pass copies what is granted into their specs, and
/// their statuses say what is in force.
@NullMarked
package io.ciao.scheduler.externalip;

import org.jspecify.annotations.NullMarked;
