@NullMarked
package io.ciao.apiserver.certificate;

import org.jspecify.annotations.NullMarked;
