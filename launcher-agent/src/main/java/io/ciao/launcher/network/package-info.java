/// This node's part of the tenant networks: which subnets must exist, which ports they hold and
/// which members lie elsewhere, put together from Concentrators and local instances.
///
/// Absent on purpose: the kernel. `io.ciao.linux` reads, compares and changes it.
@NullMarked
package io.ciao.launcher.network;

import org.jspecify.annotations.NullMarked;
