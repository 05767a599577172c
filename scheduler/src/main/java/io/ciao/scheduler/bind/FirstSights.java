package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When the watch first showed each traced instance that has no node, in memory; of so many that
/// the eldest is forgotten. Safe for many threads.
public final class FirstSights {
  private static final int SIGHTS_MAX = 16_384;

  private final InstantSource clock;

  /// By uid; guarded by itself.
  private final Map<String, Instant> sights =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > SIGHTS_MAX;
        }
      };

  public FirstSights(InstantSource clock) {
    this.clock = clock;
  }

  /// The watch shows an instance.
  public void shown(Instance instance) {
    if (!TraceMarks.wanted(instance)) {
      return;
    }
    var uid = instance.metadata().requireUid();
    synchronized (sights) {
      if (instance.status().binding() == null) {
        sights.putIfAbsent(uid, clock.instant());
      } else {
        sights.remove(uid);
      }
    }
  }

  /// What is told of an instance for which a node is chosen now.
  TraceMarks decided(Instance instance) {
    if (!TraceMarks.wanted(instance)) {
      return TraceMarks.NONE;
    }
    var decided = TraceMarks.NONE.with(TraceMark.DECIDED, clock.instant());
    var seen = seen(instance.metadata().requireUid());
    return seen == null ? decided : decided.with(TraceMark.SEEN, seen);
  }

  private @Nullable Instant seen(String uid) {
    synchronized (sights) {
      return sights.get(uid);
    }
  }
}
