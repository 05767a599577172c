package io.ciao.launcher.presence;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.node.NodeMembership;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Until when this node may start anything. An answered renewal allows it for [#TTL] from the
/// moment at which that renewal was sent: by then nobody has declared the node lost, so nothing of
/// it runs elsewhere. An agent that has just started needs a renewal of its own first.
///
/// Safe for many threads.
public final class Presence implements StartGate {
  /// How long a presence lasts without a renewal. Whoever declares nodes lost waits longer.
  static final Duration TTL = Duration.ofSeconds(6);

  private final NodeMembership membership;
  private final LongSupplier bootNanos;
  private final InstantSource clock;
  private Standing standing;

  /// What the last answered renewal of an incarnation allows.
  ///
  /// @param deadline in nanoseconds since boot: nothing is started from then on
  /// @param until the deadline for people
  private record Standing(long incarnation, long deadline, Instant until) {}

  /// @param bootNanos nanoseconds since boot, time asleep included
  /// @param clock for people alone
  public Presence(NodeMembership membership, LongSupplier bootNanos, InstantSource clock) {
    this.membership = membership;
    this.bootNanos = bootNanos;
    this.clock = clock;
    this.standing = none(membership.incarnation());
  }

  private Standing none(long incarnation) {
    return new Standing(incarnation, bootNanos.getAsLong(), clock.instant());
  }

  /// A renewal was answered. Returns whether that allows again what was not allowed before.
  ///
  /// @param sent when the renewal was sent, in nanoseconds since boot
  synchronized boolean renewed(long incarnation, long sent) {
    var before = standing();
    var deadline = sent + TTL.toNanos();
    if (incarnation != before.incarnation() || deadline <= before.deadline()) {
      return false;
    }
    var now = bootNanos.getAsLong();
    standing =
        new Standing(incarnation, deadline, clock.instant().plus(Duration.ofNanos(deadline - now)));
    return now >= before.deadline() && now < deadline;
  }

  /// Since when nothing may be started because no renewal is answered; empty if it may.
  public synchronized Optional<Instant> heldSince() {
    var present = standing();
    return bootNanos.getAsLong() < present.deadline()
        ? Optional.empty()
        : Optional.of(present.until());
  }

  /// Of the present incarnation: what another one was allowed says nothing.
  private Standing standing() {
    var incarnation = membership.incarnation();
    if (standing.incarnation() != incarnation) {
      standing = none(incarnation);
    }
    return standing;
  }

  @Override
  public void check(String uid) throws DriverException {
    if (!membership.member()) {
      throw held("this node is no member of the cluster and joins again");
    }
    var since = heldSince();
    if (since.isPresent()) {
      throw held(why(since.get()));
    }
  }

  private static DriverException held(String why) {
    return new DriverException(InstanceReasons.NODE_NOT_CONFIRMED, why);
  }

  /// What is said of an instance whose start is held back.
  public static String why(Instant since) {
    return "its node starts nothing since "
        + since
        + ": the cluster has answered none of its renewals; it goes on with the next answer";
  }
}
