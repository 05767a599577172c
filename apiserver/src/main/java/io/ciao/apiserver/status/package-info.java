/// What a refused request is answered with: the `Status` object of the Kubernetes API conventions,
/// in the shapes that its clients recognise. Nothing here knows HTTP or the store.
@NullMarked
package io.ciao.apiserver.status;

import org.jspecify.annotations.NullMarked;
