/// The protocol of `instances:bind`, `:unbind`, `:status` and `:check`: what is asked and answered,
/// item by item. Both sides read and write it with these types.
@NullMarked
package io.ciao.api.instance.batch;

import org.jspecify.annotations.NullMarked;
