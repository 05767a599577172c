/// What joins a tenant's subnets on this node: who the other Concentrators of the tenant are and
/// where they serve, and the namespace that those here reach them by.
@NullMarked
package io.ciao.cnci.transit;

import org.jspecify.annotations.NullMarked;
