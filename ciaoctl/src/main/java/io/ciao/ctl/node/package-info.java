/// Machines that become nodes, and leave.
@NullMarked
package io.ciao.ctl.node;

import org.jspecify.annotations.NullMarked;
