/// The kind `Node`: a machine and what its agent reports of it.
@NullMarked
package io.ciao.api.node;

import org.jspecify.annotations.NullMarked;
