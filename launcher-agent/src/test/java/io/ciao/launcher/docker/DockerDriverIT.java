package io.ciao.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.testing.DockerEngine;
import io.ciao.launcher.testing.Needs;
import io.ciao.launcher.testing.Plans;
import io.ciao.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The driver against a real engine.
@Tag("instances")
class DockerDriverIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static DockerEngine engine;

  private final String uid = UUID.randomUUID().toString();
  private final String cluster = "it-" + uid.substring(0, 8);
  private final Set<String> marked = ConcurrentHashMap.newKeySet();
  private Path state;
  private DockerDriver driver;

  @BeforeAll
  static void startEngine() throws Exception {
    Needs.root();
    engine = DockerEngine.require();
  }

  @AfterAll
  static void stopEngine() throws Exception {
    if (engine != null) {
      engine.stop();
    }
  }

  @BeforeEach
  void openDriver() throws Exception {
    state = Files.createTempDirectory("ciao-ct");
    driver = open("n1");
  }

  @AfterEach
  void removeEverything() throws Exception {
    driver.erase(uid);
    driver.close();
    Needs.remove(state);
  }

  @Test
  void containerRunsWithItsNameLimitsAndNameService() throws Exception {
    start(plan(5));

    var copy = only();
    assertThat(copy.state()).isEqualTo(CopyState.RUNNING);
    assertThat(copy.epoch()).isEqualTo(5);
    assertThat(exec("cat", "/etc/resolv.conf")).isEqualTo("search t1.ciao\nnameserver 172.16.0.1");
    assertThat(exec("cat", "/etc/hosts")).contains("172.16.0.2 web.t1.ciao web");
    assertThat(exec("hostname")).isEqualTo("web");
    assertThat(exec("sh", "-c", "echo $GREETING")).isEqualTo("hello");
    assertThat(exec("ls", "/sys/class/net")).isEqualTo("lo");
    var facts = engine.docker("inspect", "ciao-" + uid + "-5");
    assertThat(facts).contains("\"Memory\": 134217728", "\"NetworkMode\": \"none\"");
  }

  @Test
  void startsNothingThroughAClosedGate() throws Exception {
    StartGate closed =
        _ -> {
          throw new DriverException(InstanceReasons.NODE_NOT_CONFIRMED, "closed");
        };

    try (var held = open("n1", closed)) {
      held.prepare(plan(5));

      assertThatThrownBy(() -> held.launch(plan(5))).hasMessage("closed");
    }
    assertThat(only().startedAt()).isNull();
  }

  @Test
  void restartedAgentAdoptsWhatRuns() throws Exception {
    start(plan(5));
    var before = driver.portTarget(uid, 5);

    driver.close();
    driver = open("n1");

    assertThat(only().state()).isEqualTo(CopyState.RUNNING);
    assertThat(driver.portTarget(uid, 5)).isEqualTo(before);
    assertThat(driver.instances().get(uid).name()).isEqualTo("web");
  }

  @Test
  void anotherNodeOnTheSameEngineSeesNothingOfIt() throws Exception {
    start(plan(5));

    try (var other = open("n2")) {
      assertThat(other.look(uid)).isEqualTo(Holding.NOTHING);
      assertThat(other.instances()).isEmpty();
      other.erase(uid);
    }

    assertThat(only().state()).isEqualTo(CopyState.RUNNING);
  }

  @Test
  void stopKeepsTheDataAndStartGoesOnWithIt() throws Exception {
    start(plan(5));
    exec("sh", "-c", "echo kept > /var/file");

    driver.kill(uid, 5);
    assertThat(only().state()).isEqualTo(CopyState.ENDED);
    assertThat(driver.prepared(uid, 5)).isTrue();
    start(plan(5));

    assertThat(exec("cat", "/var/file")).isEqualTo("kept");
  }

  @Test
  void containerThatIsAskedToEndDoesSoInItsOwnTimeAndItsEndIsTold() throws Exception {
    start(
        Plans.of(
            uid,
            5,
            new ImageChoice.ContainerImage(DockerEngine.IMAGE),
            Plans.guest(
                "web",
                "",
                List.of("sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do :; done"))));
    Eventually.within(SOON).untilAsserted(() -> assertThat(log()).contains("ready"));
    marked.clear();

    driver.askToEnd(uid, 5);

    Eventually.within(SOON).until("its end is told", () -> marked.contains(uid));
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(only().state()).isEqualTo(CopyState.ENDED));
    assertThat(only().askedAt()).isNotNull();
    assertThat(only().ending().exitCode()).isEqualTo(7);
    driver.askToEnd(uid, 5);
    driver.launch(plan(5));
    assertThat(only().askedAt()).as("a new start was not asked to end").isNull();
  }

  @Test
  void containerThatIgnoresTheSignalRunsOnUntilItIsKilled() throws Exception {
    start(
        Plans.of(
            uid,
            5,
            new ImageChoice.ContainerImage(DockerEngine.IMAGE),
            Plans.guest(
                "web", "", List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"))));

    driver.askToEnd(uid, 5);

    assertThat(only().state()).isEqualTo(CopyState.RUNNING);
    assertThat(only().askedAt()).isNotNull();
    driver.kill(uid, 5);
    assertThat(only().state()).isEqualTo(CopyState.ENDED);
  }

  @Test
  void restartFromOutsideIsToldAndGivesAnotherNamespace() throws Exception {
    start(plan(5));
    var before = driver.portTarget(uid, 5).orElseThrow();
    marked.clear();

    engine.docker("restart", "-t", "0", "ciao-" + uid + "-5");

    Eventually.within(SOON).until("marked", () -> marked.contains(uid));
    var after = driver.portTarget(uid, 5).orElseThrow();
    assertThat(after).isInstanceOf(PortTarget.NamespaceOf.class).isNotEqualTo(before);
  }

  @Test
  void containerThatEndsByItselfSaysHow() throws Exception {
    start(
        Plans.of(
            uid,
            5,
            new ImageChoice.ContainerImage(DockerEngine.IMAGE),
            Plans.guest("web", "", List.of("sh", "-c", "echo last words; exit 3"))));

    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(only().state()).isEqualTo(CopyState.ENDED));
    assertThat(only().ending().exitCode()).isEqualTo(3);
    assertThat(only().ending().what()).isEqualTo("its process ended with status 3");
    assertThat(log()).isEqualTo("last words\n");
  }

  @Test
  void copyOfAnotherEpochMustEndFirst() throws Exception {
    start(plan(5));
    driver.prepare(plan(6));

    assertThatThrownBy(() -> driver.launch(plan(6)))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("epoch 5");
    driver.kill(uid, 5);
    driver.discard(uid, 5);
    driver.launch(plan(6));

    assertThat(only().epoch()).isEqualTo(6);
  }

  @Test
  void everyStepMayBeRepeatedAndNothingIsLeft() throws Exception {
    for (int i = 0; i < 2; i++) {
      driver.prepare(plan(5));
      driver.launch(plan(5));
    }
    for (int i = 0; i < 2; i++) {
      driver.kill(uid, 5);
      driver.erase(uid);
    }

    assertThat(driver.look(uid)).isEqualTo(Holding.NOTHING);
    assertThat(engine.docker("ps", "-aq", "--filter", "label=io.ciao.cluster=" + cluster))
        .isEmpty();
    assertThat(state.resolve("containers").resolve(uid)).doesNotExist();
  }

  @Test
  void theEnginesImagesAreKnownAndSoIsWhatBecomesOfThem() throws Exception {
    var mine = cluster + "/web:1";
    assertThat(images()).contains(DockerEngine.IMAGE).doesNotContain(mine);

    engine.docker("tag", DockerEngine.IMAGE, mine);
    Eventually.within(SOON).untilAsserted(() -> assertThat(images()).contains(mine));
    engine.docker("rmi", mine);
    Eventually.within(SOON).untilAsserted(() -> assertThat(images()).doesNotContain(mine));
  }

  private List<String> images() throws Exception {
    return driver.images().orElseThrow().stream().flatMap(image -> image.names().stream()).toList();
  }

  @Test
  void imageThatIsNotThereIsNamed() {
    var plan = Plans.of(uid, 5, new ImageChoice.ContainerImage("ciao/no-such-image:1"));

    assertThatThrownBy(() -> driver.prepare(plan))
        .isInstanceOfSatisfying(
            DriverException.class,
            e -> {
              assertThat(e.reason()).isEqualTo("ImageNotFound");
              assertThat(e).hasMessageContaining("ciao/no-such-image:1");
            });
  }

  private void start(StartPlan plan) throws Exception {
    driver.prepare(plan);
    driver.launch(plan);
    driver.proceed(uid, plan.epoch());
  }

  private StartPlan plan(long epoch) {
    return Plans.of(uid, epoch, new ImageChoice.ContainerImage(DockerEngine.IMAGE));
  }

  private DockerDriver open(String node) {
    return open(node, _ -> {});
  }

  private DockerDriver open(String node, StartGate gate) {
    return new DockerDriver(
        new DockerSettings(engine.url(), state, cluster, node),
        InstantSource.system(),
        gate,
        marked::add);
  }

  private Copy only() throws Exception {
    var copies = driver.look(uid).copies();
    assertThat(copies).hasSize(1);
    return copies.getFirst();
  }

  private String exec(String... words) throws Exception {
    var argv = new ArrayList<>(List.of("exec", "ciao-" + uid + "-5"));
    argv.addAll(List.of(words));
    return engine.docker(argv.toArray(String[]::new));
  }

  private String log() throws Exception {
    var out = new ByteArrayOutputStream();
    driver.log(uid).orElseThrow().copyTo(out, -1, false);
    return out.toString(StandardCharsets.UTF_8);
  }
}
