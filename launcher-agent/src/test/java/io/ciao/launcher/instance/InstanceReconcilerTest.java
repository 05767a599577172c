package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.InstanceSnapshot.Self;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.journal.CheckedStarts;
import io.ciao.launcher.journal.Journal;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.report.ReportSender;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.simulated.SimulatedPorts;
import io.ciao.launcher.testing.Objects;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassResult;
import io.ciao.testkit.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole passes over one instance with a simulated driver; nobody answers for the API.
class InstanceReconcilerTest {
  private static final String UID = "uid-1";

  @TempDir private Path directory;

  private final ManualClock clock = ManualClock.atStart();
  private final Histories histories = new Histories();
  private final Map<String, InstanceState> states = new ConcurrentHashMap<>();
  private final SimulatedDriver driver = new SimulatedDriver(clock, this::checkGate);
  private Self self = new Self("node-uid", Membership.MEMBER, null);
  private boolean gateOpen;
  private final KeptObjects kept = new KeptObjects(Optional.empty(), clock);
  private final TracedStarts traces = new TracedStarts(clock);
  private ApiClient api;
  private ReportSender reports;
  private EventRecorder events;
  private InstanceReconciler reconciler;

  @BeforeEach
  void build() throws Exception {
    var nobody = List.of(URI.create("http://127.0.0.1:1"));
    api =
        new ApiClient(
            new HttpCalls(nobody, SSLContext.getDefault(), Duration.ofSeconds(1), _ -> {}));
    reports =
        new ReportSender(
            new ReportSender.Surroundings(
                new ReportSequence(new MemoryLedgerStorage()),
                () -> 7,
                _ -> Optional.empty(),
                states,
                traces,
                System::nanoTime),
            List::size,
            api);
    events = new EventRecorder(api, "test", clock);
    var object = Objects.instance("web", UID, "n1", "node-uid", 5).apply(Json.object());
    object.withObject("/metadata").put("resourceVersion", "9");
    kept.offer(object, Kept.Source.FRAME);
    var sources =
        new InstanceSnapshotReader.Sources(
            kept,
            (_, _) -> Standing.LISTED,
            new InstanceLedger(new MemoryLedgerStorage(), clock),
            new Drivers(List.of(driver)),
            new SimulatedPorts(),
            new SimulatedIngredients());
    var questions = new InstanceQuestions(api, clock);
    var status = new InstanceStatusWriter(reports, events);
    reconciler =
        new InstanceReconciler(
            new InstanceSnapshotReader(sources, () -> self, questions, histories, clock),
            new InstanceApplier(sources, questions, histories, acts(), status, traces),
            status,
            histories,
            clock,
            traces);
  }

  @AfterEach
  void close() {
    events.close();
    reports.close();
    api.close();
    driver.close();
  }

  private Acts acts() {
    var journal = new Journal(directory, () -> 1, () -> 7);
    return new Acts(journal, new CheckedStarts(_ -> {}, () -> 1));
  }

  private void checkGate(String uid) throws DriverException {
    if (!gateOpen) {
      throw new DriverException(InstanceReasons.NODE_NOT_CONFIRMED, "closed");
    }
  }

  @Test
  void startThatTheDriverHoldsBackIsNoFailure() throws Exception {
    var held = reconciler.reconcile(UID);

    assertThat(held).isInstanceOf(PassResult.CheckAgain.class);
    assertThat(driver.look(UID).copies()).isEmpty();
    assertThat(histories.of(UID).failures()).isZero();
    gateOpen = true;
    reconciler.reconcile(UID);
    assertThat(driver.look(UID).copies().getFirst().state()).isEqualTo(CopyState.RUNNING);
  }

  @Test
  void heldNodeDoesNotLookForWhatAStartNeedsAndSaysWhy() throws Exception {
    gateOpen = true;
    self = new Self("node-uid", Membership.MEMBER, clock.instant().minusSeconds(9));

    reconciler.reconcile(UID);

    assertThat(driver.look(UID).copies()).isEmpty();
    assertThat(states).containsEntry(UID, InstanceState.Pending);
  }

  @Test
  void aTracedStartIsFollowedStepByStep() throws Exception {
    var traced = Objects.instance("web", UID, "n1", "node-uid", 5).apply(Json.object());
    traced.withObject("/metadata").put("resourceVersion", "10");
    traced.withObject("/metadata").withObject("/labels").put(Instance.TRACE_LABEL, "shop");
    kept.offer(traced, Kept.Source.API);
    gateOpen = true;

    reconciler.reconcile(UID);

    assertThat(traces.reported(UID, 5).times())
        .containsOnlyKeys(
            TraceMark.RECEIVED,
            TraceMark.READY,
            TraceMark.PREPARED,
            TraceMark.LAUNCHED,
            TraceMark.REPORTED);
  }
}
