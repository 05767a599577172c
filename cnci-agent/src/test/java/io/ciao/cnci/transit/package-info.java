@NullMarked
package io.ciao.cnci.transit;

import org.jspecify.annotations.NullMarked;
