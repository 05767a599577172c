@NullMarked
package io.ciao.apiserver.tree;

import org.jspecify.annotations.NullMarked;
