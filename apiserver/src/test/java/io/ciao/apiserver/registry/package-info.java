@NullMarked
package io.ciao.apiserver.registry;

import org.jspecify.annotations.NullMarked;
