/// `ciaoctl create KIND NAME`: objects that a line says whole, one class a kind.
@NullMarked
package io.ciao.ctl.create;

import org.jspecify.annotations.NullMarked;
