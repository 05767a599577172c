package io.ciao.scheduler.failover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// How many nodes were present, and how many were lost, in the last [FailoverTimes#GUARD]. Begins
/// anew with each leader. Confined to one thread.
final class PresentHistory {
  private static final Duration SAMPLE = Duration.ofSeconds(1);

  private record Sample(long atNanos, int present) {}

  private record Gone(long atNanos, long incarnation) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Map<String, Gone> losses = new HashMap<>();

  /// Forgets everything.
  ///
  /// @param present who counts as present before anything was seen
  void restart(long now, int present) {
    samples.clear();
    losses.clear();
    samples.add(new Sample(now, present));
  }

  /// How many are present now.
  void add(long now, int present) {
    var last = samples.peekLast();
    if (last == null || now - last.atNanos() >= SAMPLE.toNanos()) {
      samples.add(new Sample(now, present));
    }
    // The first one is the newest that is as old as the guard's span, or the oldest there is.
    while (samples.size() > 1 && isOld(now, second().atNanos())) {
      samples.removeFirst();
    }
    losses.values().removeIf(gone -> isOld(now, gone.atNanos()));
  }

  private Sample second() {
    var iterator = samples.iterator();
    iterator.next();
    return iterator.next();
  }

  private static boolean isOld(long now, long then) {
    return now - then >= FailoverTimes.GUARD.toNanos();
  }

  /// A member was lost.
  void lost(String node, long incarnation, long now) {
    losses.put(node, new Gone(now, incarnation));
  }

  /// It is a member, maybe as which it was lost: our cache shows a loss a little later.
  void member(String node, long incarnation) {
    losses.computeIfPresent(node, (_, gone) -> incarnation == gone.incarnation() ? gone : null);
  }

  /// The most that were present at a time: a cluster that has grown is not measured by what it was.
  int presentBefore() {
    return samples.stream().mapToInt(Sample::present).max().orElse(0);
  }

  /// Nodes that were lost and have not come back.
  int lostRecently() {
    return losses.size();
  }
}
