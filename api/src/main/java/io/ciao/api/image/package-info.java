/// The kind `Image`: where nodes find a root disk or a container image.
@NullMarked
package io.ciao.api.image;

import org.jspecify.annotations.NullMarked;
