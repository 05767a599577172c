/// Loss of nodes in simulated time: the apiserver's, scheduler's and agents' own parts over a store
/// in memory, in one thread, with everything that a network, a disk and a power supply can do to
/// them.
@NullMarked
package io.ciao.simulation;

import org.jspecify.annotations.NullMarked;
