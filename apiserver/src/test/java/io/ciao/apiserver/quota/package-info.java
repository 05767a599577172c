@NullMarked
package io.ciao.apiserver.quota;

import org.jspecify.annotations.NullMarked;
