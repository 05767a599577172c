package io.ciao.launcher.presence;

import java.time.Duration;

/// When the next renewal is due, and which apiserver gets it. Pure; times are nanoseconds of one
/// clock.
///
/// It stays with the apiserver that answered. One that did not is followed by the next at once, but
/// no round over all of them begins sooner than [#PERIOD] after the one before.
///
/// @param servers how many apiservers there are
/// @param server whose turn it is, counted from 0
/// @param failures attempts without an answer since the last one with
/// @param failingSince when the first of them was sent
/// @param round when the first attempt of this round was sent
/// @param due when the next attempt is to be sent
/// @param askable when schedulers may be asked again
record RenewalPace(
    int servers, int server, int failures, long failingSince, long round, long due, long askable) {
  static final Duration PERIOD = Duration.ofSeconds(1);

  /// A long round must not use up what the last answer allows before schedulers are asked.
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /// A little less than the period, so that a round that ends early is not passed over.
  static final Duration ASK_AGAIN = Duration.ofMillis(750);

  /// At once, with the first apiserver.
  static RenewalPace begin(int servers, long now) {
    return new RenewalPace(servers, 0, 0, now, now, now, now);
  }

  /// At once, with the apiserver that answered last: the node is under another incarnation now.
  RenewalPace anew(long now) {
    return new RenewalPace(servers, server, 0, now, now, now, now);
  }

  /// The attempt that was sent then was answered.
  RenewalPace answered(long sent) {
    return new RenewalPace(servers, server, 0, sent, sent, sent + PERIOD.toNanos(), sent);
  }

  /// The attempt that was sent then was not answered, or by nobody who knows.
  RenewalPace failed(long sent, long now) {
    var began = failures % servers == 0 ? sent : round;
    var roundOver = (failures + 1) % servers == 0;
    return new RenewalPace(
        servers,
        (server + 1) % servers,
        failures + 1,
        failures == 0 ? sent : failingSince,
        began,
        roundOver ? Math.max(now, began + PERIOD.toNanos()) : now,
        askable);
  }

  /// Whether schedulers are to be asked now: no apiserver answers.
  boolean asksSchedulers(long now) {
    var none = failures >= servers || now - failingSince >= PATIENCE.toNanos();
    return failures > 0 && none && now >= askable;
  }

  /// Schedulers were asked now.
  RenewalPace asked(long now) {
    return new RenewalPace(
        servers, server, failures, failingSince, round, due, now + ASK_AGAIN.toNanos());
  }
}
