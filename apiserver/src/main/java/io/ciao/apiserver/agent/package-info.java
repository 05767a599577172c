/// What is fetched from the agents of nodes over mutual TLS, with the apiserver's own certificate,
/// and passed on as it comes: `instances/NAME/log`, `concentrators/NAME/log|state|exec`.
@NullMarked
package io.ciao.apiserver.agent;

import org.jspecify.annotations.NullMarked;
