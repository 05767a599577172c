/// The way of a request: path, identity, permission, verb, answer. The only place that knows all of
/// them.
@NullMarked
package io.ciao.apiserver.pipeline;

import org.jspecify.annotations.NullMarked;
