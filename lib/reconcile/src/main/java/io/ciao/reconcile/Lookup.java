package io.ciao.reconcile;

import java.util.List;

/// Finds the objects of an [Informer] by a value of theirs, without going through all. Made by
/// [Informer#indexed], and kept with the cache. Safe for many threads.
///
/// @param <V> what objects are found by: immutable, with equality
@FunctionalInterface
public interface Lookup<T, V> {
  /// The entries that have that value, in key order, as of one moment; the list is immutable and
  /// shared until one of them changes.
  List<Informer.Entry<T>> at(V value);
}
