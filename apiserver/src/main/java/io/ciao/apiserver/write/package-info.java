/// Writing with optimistic concurrency: read from the cache, decide, commit on condition, and again
/// if somebody was faster.
@NullMarked
package io.ciao.apiserver.write;

import org.jspecify.annotations.NullMarked;
