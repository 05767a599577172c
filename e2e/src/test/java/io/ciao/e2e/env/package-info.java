/// A cluster to test with: starting and ending it, running programs, and what the machine looked
/// like before.
@NullMarked
package io.ciao.e2e.env;

import org.jspecify.annotations.NullMarked;
