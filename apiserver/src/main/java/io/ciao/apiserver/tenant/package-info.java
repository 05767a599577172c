/// The end of a tenant, decided: Tenant and Namespace are marked together, what is in them goes
/// stage by stage, conditions on both say what remains, and both go together. Pure; who writes is
/// the registry and the leader.
@NullMarked
package io.ciao.apiserver.tenant;

import org.jspecify.annotations.NullMarked;
