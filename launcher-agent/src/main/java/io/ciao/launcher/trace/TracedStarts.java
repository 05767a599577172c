package io.ciao.launcher.trace;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// When the starts of traced instances were where on this node, in memory: of the newest epoch of
/// each, and of so many that the eldest is forgotten. Safe for many threads.
public final class TracedStarts {
  private static final int STARTS_MAX = 1_024;

  private final InstantSource clock;

  /// By uid. Guarded by itself; that nothing at all is traced is seen without.
  private final Map<String, Start> starts =
      new LinkedHashMap<>(4) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Start> eldest) {
          return size() > STARTS_MAX;
        }
      };

  private volatile boolean any;

  private record Start(long epoch, TraceMarks marks) {}

  public TracedStarts(InstantSource clock) {
    this.clock = clock;
  }

  /// START came, by this hop.
  public void arrived(String uid, long epoch, Instant sent, Instant arrived) {
    change(
        uid,
        epoch,
        true,
        marks -> marks.with(TraceMark.SENT, sent).with(TraceMark.ARRIVED, arrived));
  }

  /// A pass looks at an instance.
  public void looked(Instance instance) {
    if (!TraceMarks.wanted(instance)) {
      return;
    }
    var binding = instance.status().binding();
    var uid = instance.metadata().uid();
    var told = instance.status().trace();
    if (binding != null && uid != null && (told == null || told.runningAt() == null)) {
      var now = clock.instant();
      change(uid, binding.epoch(), true, marks -> marks.with(TraceMark.RECEIVED, now));
    }
  }

  /// A start has got so far; of one that is not traced nothing is kept.
  public void reached(String uid, long epoch, TraceMark mark) {
    if (any) {
      var now = clock.instant();
      change(uid, epoch, false, marks -> marks.with(mark, now));
    }
  }

  /// What is told of a start with the report that it runs.
  public TraceMarks reported(String uid, long epoch) {
    if (!any) {
      return TraceMarks.NONE;
    }
    reached(uid, epoch, TraceMark.REPORTED);
    synchronized (starts) {
      var start = starts.get(uid);
      return start == null || start.epoch() != epoch ? TraceMarks.NONE : start.marks();
    }
  }

  /// The instance is no business of this node any more.
  public void forget(String uid) {
    if (any) {
      synchronized (starts) {
        starts.remove(uid);
        any = !starts.isEmpty();
      }
    }
  }

  private void change(String uid, long epoch, boolean begins, UnaryOperator<TraceMarks> change) {
    synchronized (starts) {
      var present = starts.get(uid);
      if (present != null && present.epoch() == epoch) {
        starts.put(uid, new Start(epoch, change.apply(present.marks())));
      } else if (begins && (present == null || present.epoch() < epoch)) {
        starts.put(uid, new Start(epoch, change.apply(TraceMarks.NONE)));
        any = true;
      }
    }
  }
}
