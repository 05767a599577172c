/// Benchmarks, run by `hack/bench`.
@NullMarked
package io.ciao.linux.bench;

import org.jspecify.annotations.NullMarked;
