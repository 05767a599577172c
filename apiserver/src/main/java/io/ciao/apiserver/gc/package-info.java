/// The garbage collector: removes what all its owners have left, lets dependents go of owners that
/// are deleted with `Orphan`, and ends deletions in the foreground. Runs in the leader of `api`.
///
/// Owners are named by uid; the cache keeps an index of who names whom ([OwnerIndex]), so that an
/// object without owners costs nothing. An owner counts as absent only after a consistent read, and
/// never while its key holds a value that cannot be read.
@NullMarked
package io.ciao.apiserver.gc;

import org.jspecify.annotations.NullMarked;
