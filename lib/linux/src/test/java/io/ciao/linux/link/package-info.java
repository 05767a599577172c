@NullMarked
package io.ciao.linux.link;

import org.jspecify.annotations.NullMarked;
