package io.ciao.apiserver.limit;

import java.util.HashMap;
import java.util.Map;

/// Things that are held for a while, bounded in all and for each user: open watches, requests under
/// way. Safe for many threads.
final class Shares {
  private final int max;
  private final int maxPerUser;
  private final Map<String, Integer> held = new HashMap<>();
  private int all;

  Shares(int max, int maxPerUser) {
    this.max = max;
    this.maxPerUser = maxPerUser;
  }

  /// What came of asking for one.
  enum Outcome {
    TAKEN,
    /// There are no more for anybody.
    NONE_LEFT,
    /// The user holds all that one user may.
    USER_HAS_ALL
  }

  synchronized Outcome take(String user) {
    int own = held.getOrDefault(user, 0);
    if (own >= maxPerUser) {
      return Outcome.USER_HAS_ALL;
    }
    if (all >= max) {
      return Outcome.NONE_LEFT;
    }
    held.put(user, own + 1);
    all++;
    return Outcome.TAKEN;
  }

  /// Waits up to `nanos` for one.
  synchronized Outcome await(String user, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    Outcome outcome = take(user);
    while (outcome != Outcome.TAKEN) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return outcome;
      }
      wait(millis);
      outcome = take(user);
    }
    return outcome;
  }

  synchronized void giveBack(String user) {
    held.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    all--;
    notifyAll();
  }

  synchronized int held() {
    return all;
  }
}
