/// Which nodes are lost, and what follows (design section 7): renewals as this process sees them,
/// on its own monotonic clock, and a pure decision over them. Leases decide nothing here.
@NullMarked
package io.ciao.scheduler.failover;

import org.jspecify.annotations.NullMarked;
