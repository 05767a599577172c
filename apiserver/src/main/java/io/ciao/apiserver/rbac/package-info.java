/// Roles and bindings: what rules mean, who is bound to which, that nobody hands out more than they
/// have, and the roles that the system brings along. Absent on purpose: nodes, whose rule is fixed,
/// and HTTP.
@NullMarked
package io.ciao.apiserver.rbac;

import org.jspecify.annotations.NullMarked;
