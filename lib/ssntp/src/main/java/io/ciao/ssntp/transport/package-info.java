/// SSNTP over TLS sockets: a server on Vert.x listeners, a client on a plain socket.
///
/// Threads: the server has Vert.x's event loops, which move bytes and never wait, and one virtual
/// thread per connection, which decodes frames and calls the listener; so a session's frames come
/// in order and a slow listener slows its own peer only. A client has one virtual thread that
/// dials, reads and calls its listener, and per connection one that writes. Whoever sends encodes
/// into a bounded queue; what has gathered while a write was under way goes out with the next one.
@NullMarked
package io.ciao.ssntp.transport;

import org.jspecify.annotations.NullMarked;
