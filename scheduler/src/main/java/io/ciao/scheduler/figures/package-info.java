/// Volatile figures of nodes: what each last said of itself, what apiservers are told of it, and
/// the console's view of it. Nothing here is stored, and nothing is decided by it.
@NullMarked
package io.ciao.scheduler.figures;

import org.jspecify.annotations.NullMarked;
