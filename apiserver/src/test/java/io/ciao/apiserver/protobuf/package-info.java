@NullMarked
package io.ciao.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
