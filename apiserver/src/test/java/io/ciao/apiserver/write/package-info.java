@NullMarked
package io.ciao.apiserver.write;

import org.jspecify.annotations.NullMarked;
