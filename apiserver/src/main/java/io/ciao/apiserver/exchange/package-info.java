/// One request and its answer as plain values, so that everything above the listener is a function
/// from the one to the other and is tested without a server. Absent on purpose: Vert.x.
@NullMarked
package io.ciao.apiserver.exchange;

import org.jspecify.annotations.NullMarked;
