package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.FakeApi;
import io.ciao.launcher.testing.FakeScheduler;
import io.ciao.launcher.testing.Objects;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent with a simulated driver, between an apiserver and a scheduler.
class SimulatedNodeIT {
  private static final String HOST = "127.0.0.1";
  private static final String NODE = "sim-1";
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));

  @TempDir Path directory;
  private final String uid = UUID.randomUUID().toString();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private Certificates certificates;
  private String nodeUid;
  private FakeApi api;

  @BeforeEach
  void startApi() throws Exception {
    certificates = new Certificates();
    nodeUid = certificates.node(NODE, directory.resolve(NODE), HOST).toString();
    api = new FakeApi(certificates.apiserver(HOST), HOST);
    closing.addFirst(api);
    api.certificate(NODE, nodeUid);
  }

  @AfterEach
  void stopAll() throws Exception {
    for (var part : closing) {
      part.close();
    }
  }

  @Test
  void joinsAndSaysWhatItHas() throws Exception {
    start(List.of());

    SOON.untilAsserted(
        () -> {
          var status = api.get("nodes", "", NODE).orElseThrow().path("status");
          assertThat(status.path("drivers").path(0).asText()).isEqualTo("simulated");
          assertThat(status.path("capacity").path("vcpus").asLong()).isEqualTo(16);
          assertThat(status.path("heartbeatTime").asText()).isNotEmpty();
        });
    assertThat(api.joined()).hasSize(1);
  }

  @Test
  void reachesRunningByTheWatchAlone() throws Exception {
    start(List.of());
    api.put("instances", "t1", "web", bound(7));

    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));
    assertThat(observed().path("epoch").asLong()).isEqualTo(7);
    assertThat(observed().path("interfacePlugged").asBoolean()).isTrue();
  }

  @Test
  void reachesRunningByStartAloneWithoutTheApi() throws Exception {
    var scheduler = scheduler(null);
    start(List.of(scheduler));
    SOON.until("ready", scheduler::heardReady);
    var instance = bound(7).apply(Json.object());
    instance.withObject("/metadata").put("resourceVersion", "99999");
    api.stop();

    scheduler.start(7, List.of(instance));

    SOON.until("Running was reported over SSNTP", () -> saysRunning(scheduler));
  }

  private static boolean saysRunning(FakeScheduler scheduler) {
    return scheduler.frames().stream()
        .anyMatch(frame -> frame.payload().utf8().contains("\"state\":\"Running\""));
  }

  @Test
  void reportTravelsOverSsntp() throws Exception {
    var scheduler = scheduler(api);
    start(List.of(scheduler));
    SOON.until("ready", scheduler::heardReady);

    api.put("instances", "t1", "web", bound(7));

    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));
    SOON.until("it came so", () -> saysRunning(scheduler));
  }

  @Test
  void reportThatNoSchedulerWritesGoesThroughTheApi() throws Exception {
    var deaf = scheduler(null);
    start(List.of(deaf));
    SOON.until("ready", deaf::heardReady);

    api.put("instances", "t1", "web", bound(7));

    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));
  }

  @Test
  void unbindReleasesAndReplayedStartStartsNothing() throws Exception {
    var scheduler = scheduler(api);
    start(List.of(scheduler));
    var old = api.put("instances", "t1", "web", bound(7));
    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));

    api.put("instances", "t1", "web", Objects.releasing());
    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Released"));
    var gone = api.put("instances", "t1", "web", Objects.unbound());
    var replayed = old.deepCopy();
    replayed
        .withObject("/metadata")
        .put("resourceVersion", gone.path("metadata").path("resourceVersion").asText() + "0");
    var before = scheduler.frames().size();
    scheduler.start(7, List.of(replayed));

    SOON.until("the agent has said something", () -> scheduler.frames().size() > before);
    assertThat(
            scheduler.frames().subList(before, scheduler.frames().size()).stream()
                .noneMatch(frame -> frame.payload().utf8().contains("\"state\":\"Running\"")))
        .isTrue();
  }

  @Test
  void stopAndStartFollowTheSpec() throws Exception {
    start(List.of());
    api.put("instances", "t1", "web", bound(7));
    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));

    api.put("instances", "t1", "web", Objects.running(false));
    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Stopped"));
    api.put("instances", "t1", "web", Objects.running(true));

    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));
  }

  @Test
  void deletionEndsWithTheFinalizer() throws Exception {
    start(List.of());
    api.put("instances", "t1", "web", bound(7));
    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));

    api.put("instances", "t1", "web", Objects.deleting());

    SOON.until("gone", () -> api.get("instances", "t1", "web").isEmpty());
  }

  @Test
  void restartOfTheApiLosesNothing() throws Exception {
    start(List.of());
    api.put("instances", "t1", "web", bound(7));
    SOON.untilAsserted(() -> assertThat(state()).isEqualTo("Running"));
    api.stop();
    api.put("instances", "t1", "web", Objects.running(false));

    api.startAgain();

    Eventually.within(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(state()).isEqualTo("Stopped"));
  }

  private UnaryOperator<ObjectNode> bound(long epoch) {
    return Objects.instance("web", uid, NODE, nodeUid, epoch);
  }

  private FakeScheduler scheduler(FakeApi writesTo) throws Exception {
    var scheduler = new FakeScheduler(certificates.scheduler(HOST), HOST, writesTo);
    closing.addFirst(scheduler);
    return scheduler;
  }

  private void start(List<FakeScheduler> schedulers) throws Exception {
    var arguments =
        new ArrayList<>(
            List.of("--dir", directory.resolve("state").toString(), "--address", "198.51.100.7"));
    arguments.addAll(List.of("--apiserver", api.url().toString(), "--vcpus", "16"));
    arguments.addAll(List.of("--simulate", "1", "--simulate-tls", directory.toString()));
    schedulers.forEach(s -> arguments.addAll(List.of("--scheduler", s.address().toString())));
    closing.addFirst(LauncherMain.start(LauncherConfig.of(LauncherConfig.FLAGS.parse(arguments))));
  }

  private ObjectNode observed() {
    return (ObjectNode)
        api.get("instances", "t1", "web").orElseThrow().path("status").path("observed");
  }

  private String state() {
    return observed().path("state").asText();
  }
}
