/// What nodes and instances use, as `UsageMemory` has it, in the shapes of `metrics.k8s.io`.
@NullMarked
package io.ciao.apiserver.usage;

import org.jspecify.annotations.NullMarked;
