/// A client of the apiserver: get, list, watch and write resources as trees, over mutual TLS.
///
/// It knows the Kubernetes API conventions and no kind in particular. It never retries a write by
/// itself: whoever calls decides whether a repetition is harmless.
@NullMarked
package io.ciao.api.client;

import org.jspecify.annotations.NullMarked;
