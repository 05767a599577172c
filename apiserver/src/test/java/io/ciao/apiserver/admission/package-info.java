@NullMarked
package io.ciao.apiserver.admission;

import org.jspecify.annotations.NullMarked;
