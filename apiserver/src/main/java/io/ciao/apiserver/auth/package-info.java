/// Who asks, and what they may do: identities from client certificates, and the fixed rules that
/// stand until RBAC does. Every denial says which rule said no.
@NullMarked
package io.ciao.apiserver.auth;

import org.jspecify.annotations.NullMarked;
