package io.ciao.launcher.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.InstanceBatchClient;
import io.ciao.api.instance.batch.ItemAnswer;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.report.InstanceReport.Occasion;
import io.ciao.launcher.trace.TracedStarts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each instance's latest report until it has arrived: over SSNTP to every scheduler, and
/// through the API what the own watch does not show within 2 s, or at once while no scheduler is
/// connected. A report that says what was said last is not sent again.
///
/// One virtual thread sends; nothing blocks who reports. Safe for many threads.
public final class ReportSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
  private static final int BATCH_MAX = BatchVerb.STATUS.itemsMax();

  /// How long the watch may take to show a report before it is repeated through the API.
  static final Duration SHOWN_WITHIN = Duration.ofSeconds(2);

  /// After this time a report that the watch does not show is made anew by the next pass.
  private static final Duration LOST_AFTER = Duration.ofSeconds(10);

  /// A moment to gather reports in.
  private static final Duration GATHER = Duration.ofMillis(2);

  /// What was said last of one instance.
  private record Told(InstanceReport report, long atNanos) {
    boolean says(ReportVersion version, Facts facts) {
      return report.version().sameLife(version) && report.facts().equals(facts);
    }
  }

  /// What is on its way for one instance.
  private static final class Pending {
    final InstanceReport report;
    boolean sent;
    long dueNanos;

    Pending(InstanceReport report, long dueNanos) {
      this.report = report;
      this.dueNanos = dueNanos;
    }
  }

  /// Where the sender gets its numbers and shows its reports.
  ///
  /// @param incarnation of this node's membership; 0 before the first join
  /// @param observed `status.observed` of an instance as the own watch shows it; empty if unknown
  /// @param states filled with the state of every instance as it was said last, by uid
  /// @param traces what is told with the reports of traced starts
  public record Surroundings(
      ReportSequence sequence,
      LongSupplier incarnation,
      Function<String, Optional<ObjectNode>> observed,
      Map<String, InstanceState> states,
      TracedStarts traces,
      LongSupplier nanoTime) {}

  private final Surroundings surroundings;
  private final ReportChannel channel;
  private final InstanceBatchClient api;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Pending> pending = new LinkedHashMap<>(4);
  private final Map<String, Told> last = new LinkedHashMap<>(4);
  private final Thread thread;
  private boolean closed;

  public ReportSender(Surroundings surroundings, ReportChannel channel, ApiClient api) {
    this.surroundings = surroundings;
    this.channel = channel;
    this.api = new InstanceBatchClient(api::post);
    this.thread = Thread.ofVirtual().name("report-sender").unstarted(this::run);
  }

  /// Begins to send.
  public void start() {
    thread.start();
  }

  /// Says what holds for an instance now.
  public void tell(InstanceName instance, long epoch, Facts facts, Occasion occasion) {
    lock.lock();
    try {
      var incarnation = surroundings.incarnation().getAsLong();
      var now = surroundings.nanoTime().getAsLong();
      var told = last.get(instance.uid());
      var same = new ReportVersion(epoch, incarnation, 0);
      if (told != null && told.says(same, facts) && !isLost(told, now)) {
        return;
      }
      var version = new ReportVersion(epoch, incarnation, surroundings.sequence().next());
      var report =
          new InstanceReport(instance, version, facts, occasion, trace(instance, epoch, facts));
      last.put(instance.uid(), new Told(report, now));
      surroundings.states().put(instance.uid(), facts.state());
      if (shows(report)) {
        pending.remove(instance.uid());
        return;
      }
      pending.put(instance.uid(), new Pending(report, now));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private TraceMarks trace(InstanceName instance, long epoch, Facts facts) {
    return facts.state() == InstanceState.Running
        ? surroundings.traces().reported(instance.uid(), epoch)
        : TraceMarks.NONE;
  }

  /// Said some time ago, taken by an apiserver, and yet the watch shows something else: it was
  /// ignored for a reason that may have passed, such as a membership that was not complete.
  private boolean isLost(Told told, long now) {
    return !pending.containsKey(told.report().instance().uid())
        && now - told.atNanos() > LOST_AFTER.toNanos()
        && !shows(told.report());
  }

  /// Whether the watch shows the report, a newer one, or the same facts.
  private boolean shows(InstanceReport report) {
    var observed = surroundings.observed().apply(report.instance().uid());
    return observed.isPresent()
        && (!report.version().isNewerThan(ReportVersion.of(observed.get()))
            || report.saysSameAs(observed.get()));
  }

  /// The watch shows another state of this instance; its report may have arrived.
  public void shown(String uid) {
    lock.lock();
    try {
      var waiting = pending.get(uid);
      if (waiting != null && shows(waiting.report)) {
        pending.remove(uid);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The instance is no business of this node any more.
  public void forget(String uid) {
    lock.lock();
    try {
      last.remove(uid);
      surroundings.states().remove(uid);
    } finally {
      lock.unlock();
    }
  }

  /// A scheduler has connected: it knows nothing of what others were told.
  public void repeatAll() {
    lock.lock();
    try {
      pending.values().forEach(waiting -> waiting.sent = false);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitDue()) {
        Thread.sleep(GATHER);
        turn();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  /// Sends what is due.
  void turn() {
    send(due());
  }

  private record Batch(List<InstanceReport> fresh, List<InstanceReport> late) {}

  /// Waits until a report is due; false once closed.
  private boolean awaitDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (var wait = untilNextDue(); wait != 0 && !closed; wait = untilNextDue()) {
        if (wait < 0) {
          changed.await();
        } else {
          changed.awaitNanos(wait);
        }
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private Batch due() {
    lock.lock();
    try {
      var now = surroundings.nanoTime().getAsLong();
      var fresh = new ArrayList<InstanceReport>();
      var late = new ArrayList<InstanceReport>();
      for (var waiting : pending.values()) {
        if (!waiting.sent && fresh.size() < BATCH_MAX) {
          fresh.add(waiting.report);
          waiting.sent = true;
          waiting.dueNanos = now + SHOWN_WITHIN.toNanos();
        } else if (waiting.sent && waiting.dueNanos - now <= 0 && late.size() < BATCH_MAX) {
          late.add(waiting.report);
          waiting.dueNanos = now + SHOWN_WITHIN.toNanos();
        }
      }
      return new Batch(fresh, late);
    } finally {
      lock.unlock();
    }
  }

  /// The nanoseconds until a report is due, 0 if one is, -1 if there is none.
  private long untilNextDue() {
    var now = surroundings.nanoTime().getAsLong();
    var least = Long.MAX_VALUE;
    for (var waiting : pending.values()) {
      least = Math.min(least, waiting.sent ? waiting.dueNanos - now : 0);
    }
    return least == Long.MAX_VALUE ? -1 : Math.max(0, least);
  }

  private void send(Batch batch) {
    var byApi = new ArrayList<>(batch.late());
    if (!batch.fresh().isEmpty() && channel.send(batch.fresh()) == 0) {
      byApi.addAll(batch.fresh());
    }
    for (int from = 0; from < byApi.size(); from += BATCH_MAX) {
      post(byApi.subList(from, Math.min(from + BATCH_MAX, byApi.size())));
    }
  }

  private void post(List<InstanceReport> reports) {
    var items = reports.stream().map(InstanceReport::apiItem).toList();
    try {
      api.post(BatchVerb.STATUS, items).forEach(answer -> settled(answer, reports));
    } catch (ApiException | ApiUnreachableException e) {
      LOG.debug(
          "reports could not be written, repeating count={} problem={}",
          reports.size(),
          e.getMessage());
    }
  }

  /// Applied, ignored as older, or about an object that is gone: nothing is left to repeat.
  private void settled(ItemAnswer answer, List<InstanceReport> reports) {
    if (!answer.isDone() && !answer.isGone()) {
      return;
    }
    lock.lock();
    try {
      var waiting = pending.get(answer.uid());
      if (waiting != null && reports.contains(waiting.report)) {
        pending.remove(answer.uid());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
