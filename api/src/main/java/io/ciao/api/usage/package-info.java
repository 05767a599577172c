/// What nodes and instances use, as it is told to apiservers and kept in their memory alone.
@NullMarked
package io.ciao.api.usage;

import org.jspecify.annotations.NullMarked;
