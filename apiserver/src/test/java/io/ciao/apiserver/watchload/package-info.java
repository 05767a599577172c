/// What watches must hold under load, checked over recorded streams.
@NullMarked
package io.ciao.apiserver.watchload;

import org.jspecify.annotations.NullMarked;
