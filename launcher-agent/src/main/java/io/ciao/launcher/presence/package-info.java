/// The node's signs of life: renewals of its presence, and until when they allow it to start
/// anything.
@NullMarked
package io.ciao.launcher.presence;

import org.jspecify.annotations.NullMarked;
