/// What one apiserver of all does: the default tenant, a network for every tenant, the end of old
/// events, tenants whose deletion was cut short, and compaction. Election `api`; every write is
/// guarded by the term.
@NullMarked
package io.ciao.apiserver.leader;

import org.jspecify.annotations.NullMarked;
