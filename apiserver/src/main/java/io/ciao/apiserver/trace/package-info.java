/// Starts of traced instances as OpenTelemetry spans, and their way to a collector.
@NullMarked
package io.ciao.apiserver.trace;

import org.jspecify.annotations.NullMarked;
