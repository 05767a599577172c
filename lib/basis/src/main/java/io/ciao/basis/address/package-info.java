/// IP and Ethernet addresses. Each is parsed once, at the edge, with a message for the person who
/// wrote it, and is a typed value from then on.
///
/// Deliberately absent: arithmetic beyond what addressing needs.
@NullMarked
package io.ciao.basis.address;

import org.jspecify.annotations.NullMarked;
