@NullMarked
package io.ciao.apiserver.event;

import org.jspecify.annotations.NullMarked;
