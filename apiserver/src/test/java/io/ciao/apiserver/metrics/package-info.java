@NullMarked
package io.ciao.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
