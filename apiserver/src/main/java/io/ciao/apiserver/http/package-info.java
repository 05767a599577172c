/// The HTTPS listeners: TLS, HTTP/1.1 and HTTP/2, limits, and the hop from the event loop to a
/// virtual thread of each request's own. Absent on purpose: anything about resources.
@NullMarked
package io.ciao.apiserver.http;

import org.jspecify.annotations.NullMarked;
