/// The core kinds that Kubernetes tools expect, in the fields that are served here.
@NullMarked
package io.ciao.api.core;

import org.jspecify.annotations.NullMarked;
