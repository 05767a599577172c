@NullMarked
package io.ciao.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
