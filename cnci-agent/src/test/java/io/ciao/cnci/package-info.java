@NullMarked
package io.ciao.cnci;

import org.jspecify.annotations.NullMarked;
