package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Informer.Entry;
import io.ciao.scheduler.TestCluster;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceLookupsTest {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void put(String name, String network, String status) {
    cluster.put(
        ResourceType.INSTANCES,
        """
        apiVersion: ciao.io/v1
        kind: Instance
        metadata: {namespace: t1, name: %s}
        spec: {network: {name: %s}}
        status: {%s}
        """
            .formatted(name, network, status));
  }

  private static String bound(String node, int epoch) {
    return "binding: {nodeName: %s, nodeUID: uid-%s, epoch: %d}".formatted(node, node, epoch);
  }

  private static List<String> names(List<Entry<Instance>> entries) {
    return entries.stream().map(entry -> entry.key().name()).toList();
  }

  @Test
  void findsByNodeByNetworkAndWhetherTheNodeHasSpoken() throws InterruptedException {
    put("pending", "wide", "");
    put("starting", "wide", bound("n1", 7));
    put("old-report", "wide", bound("n1", 7) + ", observed: {epoch: 6, state: Running}");
    put("running", "other", bound("n2", 7) + ", observed: {epoch: 7, state: Running}");

    var by = cluster.caches().instancesBy();

    assertThat(names(by.onNode("n1"))).containsExactly("old-report", "starting");
    assertThat(names(by.onNode("n2"))).containsExactly("running");
    assertThat(by.onNode("n3")).isEmpty();
    assertThat(names(by.inNetwork(new ObjectKey("t1", "wide"))))
        .containsExactly("old-report", "pending", "starting");
    assertThat(by.inNetwork(new ObjectKey("t2", "wide"))).isEmpty();
    assertThat(names(by.unsettled())).containsExactly("old-report", "pending", "starting");
  }

  @Test
  void followsAnInstanceFromNodeToNode() throws InterruptedException {
    put("a", "wide", bound("n1", 7));
    assertThat(names(cluster.caches().instancesBy().onNode("n1"))).containsExactly("a");

    put("a", "wide", bound("n2", 9));

    var by = cluster.caches().instancesBy();
    assertThat(by.onNode("n1")).isEmpty();
    assertThat(names(by.onNode("n2"))).containsExactly("a");
  }
}
