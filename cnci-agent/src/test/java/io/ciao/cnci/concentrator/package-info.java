@NullMarked
package io.ciao.cnci.concentrator;

import org.jspecify.annotations.NullMarked;
