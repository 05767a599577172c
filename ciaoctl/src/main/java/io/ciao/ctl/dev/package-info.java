/// The single-machine cluster of `ciaoctl dev`: every program its own process, every node its own
/// network namespace.
///
/// The underlay's bridge lives in a namespace of its own, never in the machine's; all state lies in
/// one directory; all names derive from the cluster's. Running `up` again starts what is missing.
@NullMarked
package io.ciao.ctl.dev;

import org.jspecify.annotations.NullMarked;
