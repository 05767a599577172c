/// A node's membership: joining, being joined, and the durable key that says so.
@NullMarked
package io.ciao.apiserver.node;

import org.jspecify.annotations.NullMarked;
