/// The desired state as this node knows it: per object the version with the highest
/// resourceVersion, whether it came by the watch or by a START frame, kept on disk as well so that
/// the node goes on serving it while the API is away.
@NullMarked
package io.ciao.launcher.desired;

import org.jspecify.annotations.NullMarked;
