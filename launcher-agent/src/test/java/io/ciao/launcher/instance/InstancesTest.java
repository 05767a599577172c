package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.docker.DockerDriver;
import io.ciao.launcher.docker.DockerSettings;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.journal.CheckedStarts;
import io.ciao.launcher.journal.Journal;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.MemoryLedgerStorage;
import io.ciao.launcher.node.CopyCensus;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.presence.Presence;
import io.ciao.launcher.simulated.SimulatedDriver;
import io.ciao.launcher.testing.Plans;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.WorkQueue;
import io.ciao.testkit.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The count of copies before a node joins, on a node whose Docker engine is away.
class InstancesTest {
  private static final String UID = "uid-1";

  private final ManualClock clock = ManualClock.atStart();
  private final InstanceLedger ledger = new InstanceLedger(new MemoryLedgerStorage(), clock);
  private final SimulatedDriver simulated = new SimulatedDriver(clock, _ -> {});
  private final WorkQueue<String> queue = new WorkQueue<>(System::nanoTime);

  @TempDir private Path directory;
  private ApiClient api;
  private DockerDriver docker;
  private Instances instances;

  @BeforeEach
  void build() throws Exception {
    var nobody = List.of(URI.create("http://127.0.0.1:1"));
    api =
        new ApiClient(
            new HttpCalls(nobody, SSLContext.getDefault(), Duration.ofSeconds(1), _ -> {}));
    var away = "unix://" + directory.resolve("no.sock");
    docker =
        new DockerDriver(
            new DockerSettings(away, directory, "test", "n1"), clock, _ -> {}, _ -> {});
    var membership = new NodeMembership(new MembershipFile(new MemoryLedgerStorage()));
    var parts =
        new Instances.Parts(
            new NodeIdentity("n1", "node-uid"),
            membership,
            new Presence(membership, () -> 1, clock),
            new KeptObjects(Optional.empty(), clock),
            ledger,
            new Drivers(List.of(docker, simulated)),
            new Acts(new Journal(directory, () -> 1, () -> 7), new CheckedStarts(_ -> {}, () -> 1)),
            api,
            queue,
            new TracedStarts(clock));
    var backoff = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1), new Random(1));
    instances = Instances.simulated(parts, new Instances.Pace(clock, backoff, 1), _ -> {});
  }

  @AfterEach
  void close() {
    instances.close();
    docker.close();
    simulated.close();
    api.close();
  }

  @Test
  void engineThatIsAwayKeepsNoOtherDriversCopiesFromBeingCounted() throws Exception {
    simulated.launch(Plans.of(UID, 5, new ImageChoice.NoImage()));
    ledger.recordActed(new InstanceName(UID, "t1", "web"), SimulatedDriver.NAME, 5);

    assertThat(instances.unwanted(new CopyCensus.BoundHere(1, new TreeMap<>())))
        .isEqualTo(Map.of(UID, 5L));
    assertThat(instances.unwanted(new CopyCensus.BoundHere(1, new TreeMap<>(Map.of(UID, 5L)))))
        .isEmpty();
  }

  @Test
  void engineThatIsAwayAndMayHaveACopyIsWaitedFor() {
    ledger.recordActed(new InstanceName(UID, "t1", "web"), DockerDriver.NAME, 5);

    assertThatThrownBy(() -> instances.unwanted(new CopyCensus.BoundHere(1, new TreeMap<>())))
        .isInstanceOf(CopyCensus.CensusException.class)
        .hasMessageContaining("no.sock");
  }
}
