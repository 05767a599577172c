@NullMarked
package io.ciao.apiserver.leader;

import org.jspecify.annotations.NullMarked;
