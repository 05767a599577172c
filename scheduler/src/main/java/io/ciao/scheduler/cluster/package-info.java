/// What the scheduler knows of the cluster: caches of the resources it decides over, and its own
/// leadership.
@NullMarked
package io.ciao.scheduler.cluster;

import org.jspecify.annotations.NullMarked;
