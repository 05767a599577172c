package io.ciao.launcher.presence;

import io.ciao.launcher.ledger.MembershipFile.Membership;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.Renewed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews the node's presence once a second while it is a member: through the apiservers, and
/// through the schedulers, too, while no apiserver answers. One virtual thread; a renewal goes on
/// whatever the node's passes wait for.
public final class Renewals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

  /// More than are asked of schedulers within the time to live.
  private static final int REMEMBERED_MAX = 16;

  /// The way of renewals through schedulers.
  @FunctionalInterface
  public interface SchedulerCalls {
    /// Sends READY with that to every scheduler, without waiting; the answer is a [Renewed].
    void renew(ReadyExtension asked);
  }

  /// Who is told what.
  ///
  /// Neither may take long: the next renewal waits for them.
  ///
  /// @param allowed run when the node may start something again
  /// @param lost run when the node is no member any more; it is to join again
  public record Listeners(Runnable allowed, Runnable lost) {}

  private final NodeMembership membership;
  private final Presence presence;
  private final ReportSequence sequence;
  private final RenewalCalls apiservers;
  private final SchedulerCalls schedulers;
  private final Listeners listeners;
  private final LongSupplier bootNanos;
  private final Map<Renewed, Long> asked = new LinkedHashMap<>(4);
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("renewals").unstarted(this::run);

  /// The newest answer of a scheduler.
  private volatile @Nullable Renewed heard;

  private RenewalPace pace;
  private long incarnation;

  /// @param sequence gives a number to each renewal
  /// @param bootNanos nanoseconds since boot, time asleep included
  public Renewals(
      NodeMembership membership,
      Presence presence,
      ReportSequence sequence,
      RenewalCalls apiservers,
      SchedulerCalls schedulers,
      Listeners listeners,
      LongSupplier bootNanos) {
    this.membership = membership;
    this.presence = presence;
    this.sequence = sequence;
    this.apiservers = apiservers;
    this.schedulers = schedulers;
    this.listeners = listeners;
    this.bootNanos = bootNanos;
    this.pace = RenewalPace.begin(apiservers.servers(), bootNanos.getAsLong());
  }

  public void start() {
    thread.start();
  }

  /// The node has become a member.
  public void wake() {
    wakes.release();
  }

  /// A scheduler has stored the renewal that it was asked for.
  public void renewed(Renewed renewed) {
    Long sent;
    synchronized (asked) {
      sent = asked.remove(renewed);
      if (heard(renewed.incarnation()) < renewed.seq()) {
        heard = renewed;
      }
    }
    if (sent != null) {
      allow(renewed.incarnation(), sent);
    }
  }

  private long heard(long ofIncarnation) {
    var newest = heard;
    return newest == null || newest.incarnation() != ofIncarnation ? 0 : newest.seq();
  }

  private void allow(long renewedIncarnation, long sent) {
    if (presence.renewed(renewedIncarnation, sent)) {
      LOG.info("presence is renewed, instances may be started incarnation={}", renewedIncarnation);
      listeners.allowed().run();
    }
  }

  private void run() {
    try {
      while (true) {
        var nothing = guardedTurn();
        if (wakes.tryAcquire(nothing.toNanos(), TimeUnit.NANOSECONDS)) {
          wakes.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  private Duration guardedTurn() throws InterruptedException {
    try {
      return turn();
    } catch (RuntimeException e) {
      LOG.error("renewal failed", e);
      return RenewalPace.PERIOD;
    }
  }

  /// Does what is due, and says for how long nothing will be.
  Duration turn() throws InterruptedException {
    var member = membership.current().filter(Membership::joined);
    if (member.isEmpty()) {
      // Who joins wakes this up.
      return RenewalPace.PERIOD;
    }
    var now = bootNanos.getAsLong();
    if (member.get().incarnation() != incarnation) {
      incarnation = member.get().incarnation();
      pace = pace.anew(now);
    }
    if (pace.due() <= now) {
      attempt(now);
    }
    return Duration.ofNanos(Math.max(0, pace.due() - bootNanos.getAsLong()));
  }

  private void attempt(long sent) throws InterruptedException {
    switch (apiservers.renew(pace.server(), incarnation, sequence.next())) {
      case RenewalCalls.Answer.Renewed _ -> {
        if (pace.failures() >= pace.servers()) {
          LOG.info("apiserver renews the node's presence again incarnation={}", incarnation);
        }
        pace = pace.answered(sent);
        allow(incarnation, sent);
      }
      case RenewalCalls.Answer.NotMember(var message) -> {
        LOG.warn("node is no member any more, joining again problem={}", message);
        pace = pace.answered(sent);
        try {
          membership.lost(incarnation);
        } finally {
          listeners.lost().run();
        }
      }
      case RenewalCalls.Answer.Unknown(var problem) -> {
        pace = pace.failed(sent, bootNanos.getAsLong());
        if (pace.failures() == pace.servers()) {
          LOG.warn("no apiserver renews the node's presence problem={}", problem);
        }
        askSchedulers();
      }
    }
  }

  private void askSchedulers() {
    var now = bootNanos.getAsLong();
    if (!pace.asksSchedulers(now)) {
      return;
    }
    pace = pace.asked(now);
    var asking = new Renewed(incarnation, sequence.next());
    synchronized (asked) {
      asked.put(asking, now);
      if (asked.size() > REMEMBERED_MAX) {
        asked.remove(asked.keySet().iterator().next());
      }
    }
    schedulers.renew(new ReadyExtension(incarnation, asking.seq(), heard(incarnation)));
  }

  @Override
  public void close() {
    thread.interrupt();
    apiservers.close();
  }
}
