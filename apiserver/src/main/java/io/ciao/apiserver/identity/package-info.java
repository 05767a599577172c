/// Who asks, where no client certificate says so: signed tokens of the cluster's own, tokens of an
/// OpenID Connect issuer, and impersonation. Absent on purpose: what anybody may do.
@NullMarked
package io.ciao.apiserver.identity;

import org.jspecify.annotations.NullMarked;
