@NullMarked
package io.ciao.apiserver.secret;

import org.jspecify.annotations.NullMarked;
