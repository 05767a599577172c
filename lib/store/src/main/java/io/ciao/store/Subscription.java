package io.ciao.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One watch. Used by one thread at a time; closing is allowed from any.
public interface Subscription extends AutoCloseable {
  /// The next event. Waits up to `wait` for one; if none came and the cache has moved on since the
  /// last answer, a [StoreEvent.Progress] says how far. So the wait is the caller's longest time
  /// between bookmarks.
  ///
  /// @return null if nothing happened at all, or the watch was closed
  /// @throws Expired if events were lost to it: it fell behind its bound, or the store had to list
  ///   again
  @Nullable StoreEvent poll(Duration wait) throws InterruptedException, Expired;

  /// Up to `max` events that are there already, without waiting; never a Progress.
  ///
  /// @throws Expired as [#poll] does, once what was queued before has been taken
  List<StoreEvent> drain(int max) throws Expired;

  /// Ends it; a waiting poll returns null.
  @Override
  void close();
}
