/// Reading and changing the trees of objects: the few metadata fields that every kind has. Pure.
@NullMarked
package io.ciao.apiserver.tree;

import org.jspecify.annotations.NullMarked;
