package io.ciao.launcher.instance;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.report.Facts;
import io.ciao.launcher.report.InstanceReport.Occasion;
import io.ciao.launcher.report.ReportSender;
import io.ciao.reconcile.EventRecorder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Turns decisions and failures into reports, and what people should know of into Events.
final class InstanceStatusWriter {
  private final ReportSender reports;
  private final EventRecorder events;
  private final Map<String, String> recorded = new ConcurrentHashMap<>(4);

  InstanceStatusWriter(ReportSender reports, EventRecorder events) {
    this.reports = reports;
    this.events = events;
  }

  /// Says that these facts hold; what was said last is not said again.
  void tell(InstanceSnapshot snapshot, long epoch, Facts facts) {
    reports.tell(snapshot.instance(), epoch, facts, occasion(snapshot, facts.state()));
    switch (facts.state()) {
      case Failed, Exited -> record(snapshot.instance(), facts);
      case Running -> recorded.remove(snapshot.instance().uid());
      case Pending, Starting, Stopping, Stopped, Released -> {}
    }
  }

  /// A failure is an Event the first time that it is said.
  private void record(InstanceName instance, Facts facts) {
    var reason = facts.reason();
    var message = facts.message();
    if (reason == null || message == null || instance.name().isEmpty()) {
      return;
    }
    if (!message.equals(recorded.put(instance.uid(), message))) {
      var about =
          About.ofOurs(Instance.KIND, instance.namespace(), instance.name(), instance.uid());
      events.record(about, Severity.WARNING, reason, message);
    }
  }

  /// An action on an instance failed for which no start is counted: it is as it was, and why it
  /// does not get further is said.
  void tellStuck(InstanceSnapshot snapshot, DriverException failure) {
    var desired = snapshot.knowledge().desired();
    var binding = desired == null ? null : desired.binding();
    if (desired == null
        || binding == null
        || !(snapshot.observation() instanceof Observation.Seen seen)) {
      return;
    }
    var message = String.valueOf(failure.getMessage());
    var copy = seen.holding().at(binding.epoch());
    var facts =
        Facts.of(desired.generation(), state(desired, copy.orElse(null)))
            .because(failure.reason(), message)
            .started(copy.map(Copy::startedAt).orElse(null));
    tell(snapshot, binding.epoch(), facts);
  }

  private static InstanceState state(Desired desired, @Nullable Copy copy) {
    var binding = desired.binding();
    var leaving =
        !desired.running()
            || desired.deletion() != Deletion.NONE
            || (binding != null && binding.releasing());
    if (leaving) {
      return InstanceState.Stopping;
    }
    return copy != null && copy.state() == CopyState.RUNNING
        ? InstanceState.Running
        : InstanceState.Starting;
  }

  void forget(String uid) {
    recorded.remove(uid);
    reports.forget(uid);
  }

  private static Occasion occasion(InstanceSnapshot snapshot, InstanceState state) {
    return switch (state) {
      case Failed -> Occasion.FAILURE;
      case Stopped, Exited -> Occasion.STOPPED;
      case Released -> deleting(snapshot) ? Occasion.DELETED : Occasion.STOPPED;
      case Pending, Starting, Running, Stopping -> Occasion.CHANGE;
    };
  }

  private static boolean deleting(InstanceSnapshot snapshot) {
    var desired = snapshot.knowledge().desired();
    return desired != null && desired.deletion() != Deletion.NONE;
  }
}
