/// The kinds `Tenant` and `SSHKey`.
@NullMarked
package io.ciao.api.tenant;

import org.jspecify.annotations.NullMarked;
