/// Events beyond what every kind has: their newer form `events.k8s.io/v1`, which shows and takes
/// the same stored objects as `v1`, and when they expire.
@NullMarked
package io.ciao.apiserver.event;

import org.jspecify.annotations.NullMarked;
