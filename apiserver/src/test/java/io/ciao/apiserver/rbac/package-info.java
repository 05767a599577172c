@NullMarked
package io.ciao.apiserver.rbac;

import org.jspecify.annotations.NullMarked;
