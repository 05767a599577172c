/// Which of the network nodes that carry a concentrator serves it: what they tell each other, and
/// what follows from it. The API alone gives the role, by compare-and-swap.
@NullMarked
package io.ciao.cnci.replica;

import org.jspecify.annotations.NullMarked;
