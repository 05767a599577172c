package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.scheduler.TestCluster;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VniGuardTest {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private void node(String name, String state, String vnis) {
    cluster.put(
        ResourceType.NODES,
        """
        apiVersion: ciao.io/v1
        kind: Node
        metadata: {name: %s}
        spec: {roles: [compute]}
        status: {member: {state: %s, incarnation: 5}, vnis: [%s]}
        """
            .formatted(name, state, vnis));
  }

  @Test
  void whatNodesReportIsInUseAndWhatALostOneReportedLast() throws Exception {
    node("n1", "Member", "4097, 4099");
    node("n2", "Lost", "4101");
    var guard = new VniGuard(cluster.caches().nodes());

    assertThat(guard.over(Set.of(4096L))).containsExactlyInAnyOrder(4096L, 4097L, 4099L, 4101L);
  }

  @Test
  void theHighestThatWasEverSeenStaysInUse() throws Exception {
    node("n1", "Member", "4110");
    var guard = new VniGuard(cluster.caches().nodes());
    guard.over(Set.of(4096L, 4100L));
    node("n1", "Member", "");
    cluster.caches();

    assertThat(guard.over(Set.of(4096L))).containsExactlyInAnyOrder(4096L, 4110L);
  }

  @Test
  void nothingIsInUseWhereNothingWas() throws Exception {
    assertThat(new VniGuard(cluster.caches().nodes()).over(Set.of())).isEmpty();
  }

  /// The decider takes the one above the highest.
  @Test
  void aPassReadsThem() throws Exception {
    node("n1", "Member", "4120");
    var reader = new NetworkSnapshotReader(cluster.caches());

    assertThat(reader.read(new ObjectKey("red", "default")).vnisInUse()).containsExactly(4120L);
  }
}
