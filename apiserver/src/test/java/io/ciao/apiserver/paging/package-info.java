@NullMarked
package io.ciao.apiserver.paging;

import org.jspecify.annotations.NullMarked;
