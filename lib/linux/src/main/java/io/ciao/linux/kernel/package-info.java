/// What is asked of the kernel through the C library, and how its refusals are told.
@NullMarked
package io.ciao.linux.kernel;

import org.jspecify.annotations.NullMarked;
