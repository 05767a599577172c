/// A reconciler planted for ReconcilerShapeTest that lacks nearly all its parts.
@NullMarked
package io.ciao.tidy.planted.shape;

import org.jspecify.annotations.NullMarked;
