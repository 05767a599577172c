/// The handshake as pure decisions: who may connect, and what a refused client does next.
@NullMarked
package io.ciao.ssntp.session;

import org.jspecify.annotations.NullMarked;
