@NullMarked
package io.ciao.api;

import org.jspecify.annotations.NullMarked;
