/// A node's membership: joining, being joined, and the durable key that says so; what nodes say of
/// what is used.
@NullMarked
package io.ciao.apiserver.node;

import org.jspecify.annotations.NullMarked;
