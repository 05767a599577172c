/// What people are told.
@NullMarked
package io.ciao.basis.text;

import org.jspecify.annotations.NullMarked;
