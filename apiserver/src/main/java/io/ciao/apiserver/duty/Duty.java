package io.ciao.apiserver.duty;

import io.ciao.reconcile.PassResult;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;
import java.util.Collection;
import java.util.function.Consumer;

/// One continuing work of the leader, done key by key. Level-triggered: changes only mark keys, and
/// marking all of them finds whatever was missed.
///
/// @param <K> what one pass looks at
public interface Duty<K> {
  /// For threads, logs and metrics, such as `garbage-collection`.
  String name();

  /// How many passes may run at a time, over different keys.
  int atOnce();

  /// How many times as long as a pass took its thread and its key rest afterwards, so that a flood
  /// of changes (ten thousand objects of one tenant going) does not take the machine from requests;
  /// 0: not at all.
  int restPerWork();

  /// Marks what a change in the cache may concern. Called by several threads; returns quickly.
  void changed(StoreEvent event, Consumer<K> mark);

  /// All keys that there may be something to do about, in the order in which they are looked at.
  Collection<K> all();

  /// One pass over a key. The cache shows all that was committed before, so that what is absent is
  /// gone, and not late.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 412 if the leader's term is over; for anything
  ///   else the key comes again after a growing delay
  /// @throws StoreException if the store does not answer; the key comes again too
  PassResult pass(K key) throws InterruptedException, StoreException;
}
