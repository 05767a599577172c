/// What a node tells of the starts of traced instances.
@NullMarked
package io.ciao.launcher.trace;

import org.jspecify.annotations.NullMarked;
