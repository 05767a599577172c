/// The Node object of this machine: created, joined, and its status kept true.
@NullMarked
package io.ciao.launcher.node;

import org.jspecify.annotations.NullMarked;
