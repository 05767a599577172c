/// What one network namespace shall hold, what it does hold, and the steps between the two.
///
/// A [io.ciao.linux.link.NamespaceModel] is the wish; a [io.ciao.linux.link.NamespaceReader] reads
/// the kernel; [io.ciao.linux.link.NamespaceDecider] is pure and compares; a
/// [io.ciao.linux.link.NetActionApplier] performs. The reader and applier speak rtnetlink and
/// libnftables; no program is run. Links without our mark that the model does not name are never
/// touched.
@NullMarked
package io.ciao.linux.link;

import org.jspecify.annotations.NullMarked;
