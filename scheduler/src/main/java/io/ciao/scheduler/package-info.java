@NullMarked
package io.ciao.scheduler;

import org.jspecify.annotations.NullMarked;
