/// Figures of this process in Prometheus' text form: requests, watches, store, connections, memory.
/// Absent on purpose: figures of resources, and any library for this.
@NullMarked
package io.ciao.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
