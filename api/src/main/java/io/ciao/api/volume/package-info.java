/// The kinds `Volume` and `VolumeSnapshot`: block storage that outlives instances.
@NullMarked
package io.ciao.api.volume;

import org.jspecify.annotations.NullMarked;
