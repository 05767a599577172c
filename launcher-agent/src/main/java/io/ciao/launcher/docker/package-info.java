/// The driver for containers, over the Docker Engine API. Containers are labelled with cluster,
/// node, instance and epoch, and every list and event is filtered by them: one engine may serve
/// several nodes.
@NullMarked
package io.ciao.launcher.docker;

import org.jspecify.annotations.NullMarked;
