/// The kinds `TenantNetwork` and `Concentrator`: a tenant's address space and what serves each
/// subnet.
@NullMarked
package io.ciao.api.network;

import org.jspecify.annotations.NullMarked;
