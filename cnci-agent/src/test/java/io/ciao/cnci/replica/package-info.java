@NullMarked
package io.ciao.cnci.replica;

import org.jspecify.annotations.NullMarked;
