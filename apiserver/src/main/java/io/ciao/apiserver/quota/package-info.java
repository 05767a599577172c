/// What tenants use and may use: charged in the transaction that makes, changes or removes an
/// object, so that usage equals what exists at every moment.
@NullMarked
package io.ciao.apiserver.quota;

import org.jspecify.annotations.NullMarked;
