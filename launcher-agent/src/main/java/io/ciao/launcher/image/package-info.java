/// Images on this node: found below the configured directories, verified once per file identity.
@NullMarked
package io.ciao.launcher.image;

import org.jspecify.annotations.NullMarked;
