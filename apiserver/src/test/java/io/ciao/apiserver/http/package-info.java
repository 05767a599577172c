@NullMarked
package io.ciao.apiserver.http;

import org.jspecify.annotations.NullMarked;
