@NullMarked
package io.ciao.apiserver.auth;

import org.jspecify.annotations.NullMarked;
