/// The kind `ClusterConfig`: what holds for the whole cluster.
@NullMarked
package io.ciao.api.config;

import org.jspecify.annotations.NullMarked;
