/// A declared fake for scale: copies that exist in memory only, many nodes in one process.
@NullMarked
package io.ciao.launcher.simulated;

import org.jspecify.annotations.NullMarked;
