@NullMarked
package io.ciao.apiserver.audit;

import org.jspecify.annotations.NullMarked;
