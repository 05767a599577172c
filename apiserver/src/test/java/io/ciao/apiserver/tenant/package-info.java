@NullMarked
package io.ciao.apiserver.tenant;

import org.jspecify.annotations.NullMarked;
