package io.ciao.launcher.presence;

import java.time.Duration;

/// Renewals through apiservers.
public interface RenewalCalls extends AutoCloseable {
  /// What one attempt may take, connecting included.
  Duration ATTEMPT = Duration.ofMillis(500);

  /// What an apiserver said.
  sealed interface Answer {
    /// The renewal is stored.
    record Renewed() implements Answer {}

    /// The incarnation is no member.
    record NotMember(String message) implements Answer {}

    /// Whether it is stored is unknown.
    record Unknown(String problem) implements Answer {}
  }

  /// How many apiservers there are.
  int servers();

  /// Asks one for a renewal; returns within [#ATTEMPT].
  ///
  /// @param server counted from 0
  Answer renew(int server, long incarnation, long seq) throws InterruptedException;

  @Override
  void close();
}
