@NullMarked
package io.ciao.apiserver.instance;

import org.jspecify.annotations.NullMarked;
