/// Values with a unit. Each is parsed once, at the edge, with a message for the person who wrote
/// it, and is a typed value from then on.
///
/// Deliberately absent: arithmetic beyond what placement needs; addresses
/// (`io.ciao.basis.address`).
@NullMarked
package io.ciao.api.unit;

import org.jspecify.annotations.NullMarked;
