@NullMarked
package io.ciao.launcher;

import org.jspecify.annotations.NullMarked;
