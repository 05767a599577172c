/// Checks of the whole repository: what may depend on what, and what sources may look like. They
/// read class files and sources of all modules, never run them.
@NullMarked
package io.ciao.tidy;

import org.jspecify.annotations.NullMarked;
