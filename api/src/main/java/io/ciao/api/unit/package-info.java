/// Values with a unit: quantities, Ethernet and IPv4 addresses, subnets. Each is parsed once, at
/// the edge, with a message for the person who wrote it, and is a typed value from then on.
///
/// Deliberately absent: arithmetic beyond what placement and addressing need; IPv6.
@NullMarked
package io.ciao.api.unit;

import org.jspecify.annotations.NullMarked;
