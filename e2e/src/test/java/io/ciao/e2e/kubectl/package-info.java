/// An unchanged kubectl, of several versions, and the table of what it is asked to do.
@NullMarked
package io.ciao.e2e.kubectl;

import org.jspecify.annotations.NullMarked;
