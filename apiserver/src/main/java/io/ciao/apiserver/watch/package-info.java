/// Watches: which events a client sees, and the stream that delivers them with bookmarks until its
/// time is over.
@NullMarked
package io.ciao.apiserver.watch;

import org.jspecify.annotations.NullMarked;
