@NullMarked
package io.ciao.apiserver.limit;

import org.jspecify.annotations.NullMarked;
