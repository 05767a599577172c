@NullMarked
package io.ciao.apiserver.pipeline;

import org.jspecify.annotations.NullMarked;
