@NullMarked
package io.ciao.apiserver.status;

import org.jspecify.annotations.NullMarked;
