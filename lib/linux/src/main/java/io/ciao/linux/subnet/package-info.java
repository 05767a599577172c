/// The data plane of one tenant subnet on one node: a namespace with a bridge, a tunnel and the
/// instances' ports. Nothing is learned, everything is programmed from a plan.
@NullMarked
package io.ciao.linux.subnet;

import org.jspecify.annotations.NullMarked;
