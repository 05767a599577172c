/// Priorities that instances can have.
@NullMarked
package io.ciao.api.priority;

import org.jspecify.annotations.NullMarked;
