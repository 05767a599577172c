@NullMarked
package io.ciao.apiserver.duty;

import org.jspecify.annotations.NullMarked;
