/// What an instance's `placement` says of nodes and of other instances, in the shapes that
/// Kubernetes gives a pod's.
@NullMarked
package io.ciao.api.placement;

import org.jspecify.annotations.NullMarked;
