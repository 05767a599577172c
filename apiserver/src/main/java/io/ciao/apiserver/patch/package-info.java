/// Patches by their media types. Pure.
@NullMarked
package io.ciao.apiserver.patch;

import org.jspecify.annotations.NullMarked;
