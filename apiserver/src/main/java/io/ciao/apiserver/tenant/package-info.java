/// The end of a tenant: refused while something of it is left, else Tenant and Namespace go
/// together.
@NullMarked
package io.ciao.apiserver.tenant;

import org.jspecify.annotations.NullMarked;
