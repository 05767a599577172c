@NullMarked
package io.ciao.testkit;

import org.jspecify.annotations.NullMarked;
