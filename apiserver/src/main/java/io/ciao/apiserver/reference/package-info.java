/// How one object finds another that it names.
@NullMarked
package io.ciao.apiserver.reference;

import org.jspecify.annotations.NullMarked;
