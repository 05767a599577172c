/// How much of the apiserver one client may take, and all of them together: requests under way,
/// requests a second, watches. What is over is answered 429 with `Retry-After`. Absent on purpose:
/// sizes of requests and numbers of connections, which the listener bounds.
@NullMarked
package io.ciao.apiserver.limit;

import org.jspecify.annotations.NullMarked;
