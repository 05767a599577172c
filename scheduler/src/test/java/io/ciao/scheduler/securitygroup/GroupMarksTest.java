package io.ciao.scheduler.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.scheduler.TestCluster;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupMarksTest {
  private final TestCluster cluster = new TestCluster();
  private final SortedSet<String> marked = new ConcurrentSkipListSet<>();

  GroupMarksTest() throws InterruptedException {
    GroupMarks.connect(cluster.caches(), key -> marked.add(key.toString()));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void instance(String groups, String status) {
    cluster.put(
        ResourceType.INSTANCES,
        "metadata: {namespace: t1, name: a}\nspec: {securityGroups: [%s]}\nstatus: {%s}\n"
            .formatted(groups, status));
  }

  private static String bound(String address) {
    return "binding: {nodeName: n1, nodeUID: u, epoch: 3}, network: {subnet: 172.16.0.0/24,"
        + " concentrator: c, address: %s, mac: '02:00:00:00:00:01'}".formatted(address);
  }

  private SortedSet<String> told() throws InterruptedException {
    cluster.told();
    var now = new java.util.TreeSet<>(marked);
    marked.clear();
    return now;
  }

  @Test
  void groupsThatAnInstanceJoinsAndLeaves() throws InterruptedException {
    instance("web, all", bound("172.16.0.2"));
    assertThat(told()).containsExactly("t1/all", "t1/web");

    instance("web, all", bound("172.16.0.2") + ", conditions: []");
    assertThat(told()).as("nothing of it has changed").isEmpty();

    instance("db, all", bound("172.16.0.2"));
    assertThat(told()).containsExactly("t1/all", "t1/db", "t1/web");

    instance("db", "");
    assertThat(told()).as("it has no node any more").containsExactly("t1/all", "t1/db");

    cluster.delete(ResourceType.INSTANCES, "t1", "a");
    assertThat(told()).containsExactly("t1/db");
  }

  @Test
  void groupsThatNameTheOneThatChanges() throws InterruptedException {
    cluster.put(
        ResourceType.SECURITY_GROUPS,
        "metadata: {namespace: t1, name: web}\nspec: {ingress: [{peers: [{securityGroup: db}]}]}");
    assertThat(told()).containsExactly("t1/web");

    cluster.put(ResourceType.SECURITY_GROUPS, "metadata: {namespace: t1, name: db}\nspec: {}");
    assertThat(told()).containsExactly("t1/db", "t1/web");

    cluster.put(ResourceType.SECURITY_GROUPS, "metadata: {namespace: t2, name: db}\nspec: {}");
    assertThat(told()).containsExactly("t2/db");
  }
}
