package io.ciao.apiserver.duty;

import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;

/// One continuing work of the leader. Level-triggered: changes only say where a pass has to look,
/// and a pass over everything finds all that was missed.
public interface Duty {
  /// For threads and logs.
  String name();

  /// Something changed in the cache. Called by several threads; returns quickly.
  void changed(StoreEvent event);

  /// Changes may have been missed: everything has to be looked at. Called at the start too.
  void missed();

  /// Waits until there is something to look at.
  void await() throws InterruptedException;

  /// Looks at all that is marked. Called again and again by one thread; what fails is tried again
  /// after [#missed].
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 412 if the leader's term is over
  void pass() throws InterruptedException, StoreException;
}
