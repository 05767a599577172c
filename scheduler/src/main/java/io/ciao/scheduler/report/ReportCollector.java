package io.ciao.scheduler.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.FrameReport;
import io.ciao.api.instance.batch.ItemAnswer;
import io.ciao.api.instance.batch.MalformedItemException;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.Condition;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes reports in and writes them to `instances:status`, the newest of each instance, in the
/// order in which instances were first heard of. What cannot be written now is kept and tried
/// again; a newer report takes its place.
///
/// Only the leader writes; what a scheduler collects that does not lead is dropped, since the agent
/// sends the report to the leader, too, and repeats it through the apiserver if it does not see it
/// come back.
public final class ReportCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportCollector.class);
  private static final int BATCH_MAX = 1024;
  private static final int WAITING_MAX = 100_000;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final Duration RETRY = Duration.ofMillis(500);

  private final InstanceBatches batches;
  private final Leadership leadership;
  private final Function<Report, Optional<Condition>> condition;
  private final ReentrantLock lock = new ReentrantLock();
  private final java.util.concurrent.locks.Condition arrived = lock.newCondition();
  private final Map<Origin, Report> waiting = new LinkedHashMap<>();
  private final Duration retry;
  private final Thread writer;
  private volatile boolean closed;

  /// Guarded by the lock.
  private boolean writerWaits;

  /// One instance's report and who sent it.
  ///
  /// @param node name of the sender, from its certificate
  public record Report(String node, FrameReport content) {
    public String uid() {
      return content.instance().uid();
    }

    public ReportVersion version() {
      return content.report().version();
    }
  }

  /// Reports of two nodes about one instance stand side by side, so that no node can push out what
  /// another says; the apiserver knows whose counts.
  private record Origin(String node, String uid) {}

  /// @param condition a condition that the report brings about and that is written along with it,
  ///   if any
  public ReportCollector(
      InstanceBatches batches,
      Leadership leadership,
      Function<Report, Optional<Condition>> condition) {
    this(batches, leadership, condition, RETRY);
  }

  ReportCollector(
      InstanceBatches batches,
      Leadership leadership,
      Function<Report, Optional<Condition>> condition,
      Duration retry) {
    this.batches = batches;
    this.leadership = leadership;
    this.condition = condition;
    this.retry = retry;
    this.writer = Thread.ofVirtual().name("report-writer").unstarted(this::run);
    writer.start();
  }

  /// Takes in what a frame carried; returns at once. What is no report is dropped here, so that no
  /// node can have a request refused that carries what others say.
  ///
  /// @param node name of the sender, from its certificate
  public void add(String node, List<ObjectNode> carried) {
    var found = new ArrayList<Report>();
    for (var report : carried) {
      try {
        found.add(new Report(node, FrameReport.read(report)));
      } catch (MalformedItemException malformed) {
        LOG.warn("report cannot be read node={} problem={}", node, malformed.problem());
      }
    }
    if (!found.isEmpty()) {
      add(found);
    }
  }

  /// Takes reports in; returns at once.
  void add(List<Report> reports) {
    lock.lock();
    try {
      reports.forEach(this::keep);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Called under the lock.
  private void keep(Report report) {
    var from = new Origin(report.node(), report.uid());
    var before = waiting.get(from);
    if (before == null && waiting.size() >= WAITING_MAX) {
      LOG.warn("report dropped, too many wait limit={} uid={}", WAITING_MAX, report.uid());
    } else if (before == null || report.version().isNewerThan(before.version())) {
      waiting.put(from, report);
    }
  }

  /// Whether nothing waits and nothing is being written.
  boolean isIdle() {
    lock.lock();
    try {
      return waiting.isEmpty() && writerWaits;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!closed) {
        var batch = take();
        var term = leadership.term();
        if (term.isPresent() && !write(batch, term.get())) {
          // Those that came meanwhile and are newer win.
          add(batch);
          LockSupport.parkNanos(retry.toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Report> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      writerWaits = true;
      while (waiting.isEmpty()) {
        arrived.await();
      }
      writerWaits = false;
      var batch = new ArrayList<Report>();
      var reports = waiting.values().iterator();
      while (reports.hasNext() && batch.size() < BATCH_MAX) {
        batch.add(reports.next());
        reports.remove();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the batch is done with: written, or given up because it can never be.
  private boolean write(List<Report> batch, String term) throws InterruptedException {
    try {
      var answers = batches.post(BatchVerb.STATUS, batch.stream().map(this::item).toList());
      answers.stream().filter(a -> !a.isDone() && !a.isGone()).forEach(this::refused);
      return true;
    } catch (ApiUnreachableException | Leadership.NotLeaderException e) {
      LOG.warn("reports wait reports={} problem={}", batch.size(), e.getMessage());
      return false;
    } catch (ApiException e) {
      if (e.isTermLost()) {
        leadership.lost(term);
        return false;
      }
      var again = e.code() == TOO_MANY_REQUESTS || e.code() >= SERVER_ERROR;
      LOG.warn(
          "reports were refused reports={} again={} problem={}",
          batch.size(),
          again,
          e.getMessage());
      return !again;
    } catch (RuntimeException e) {
      // Agents repeat what they do not see come back, so nothing is lost for good.
      LOG.error("reports cannot be written reports={}", batch.size(), e);
      return true;
    }
  }

  private void refused(ItemAnswer answer) {
    LOG.info(
        "report refused uid={} reason={} message={}",
        answer.uid(),
        answer.reason(),
        answer.message());
  }

  private StatusItem item(Report report) {
    var content = report.content();
    return new StatusItem(
        content.instance(), report.node(), content.report(), conditionOf(report).stream().toList());
  }

  /// The report is the fact; a condition that cannot be derived from it comes with the next pass.
  private Optional<Condition> conditionOf(Report report) {
    try {
      return condition.apply(report);
    } catch (RuntimeException e) {
      LOG.error("no condition from report uid={} node={}", report.uid(), report.node(), e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    closed = true;
    writer.interrupt();
  }
}
