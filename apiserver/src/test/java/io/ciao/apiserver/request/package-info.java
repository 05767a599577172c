@NullMarked
package io.ciao.apiserver.request;

import org.jspecify.annotations.NullMarked;
