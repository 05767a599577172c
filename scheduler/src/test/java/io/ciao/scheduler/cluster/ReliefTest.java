package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.scheduler.TestCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReliefTest {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void put(String name, String charge) {
    cluster.put(
        ResourceType.INSTANCES,
        "metadata: {namespace: t1, name: %s}\nspec: {}\nstatus: {%s}".formatted(name, charge));
  }

  private static String charge(int vcpus, int memory) {
    return "charge: {vcpus: %d, memory: %d, disk: 0}".formatted(vcpus, memory);
  }

  private long now(String tenant) throws InterruptedException {
    return cluster.told().relief().of(tenant);
  }

  @Test
  void countsWhatATenantUsesLess() throws InterruptedException {
    put("web", charge(4, 8));
    put("cache", "");
    var first = now("t1");
    var other = now("t2");

    put("more", charge(1, 1));
    put("web", charge(4, 9));
    put("web", charge(4, 9) + ", observedGeneration: 2");
    assertThat(now("t1")).as("as much or more").isEqualTo(first);

    put("web", charge(9, 8));
    var second = now("t1");
    assertThat(second).as("less memory").isNotEqualTo(first);

    cluster.delete(ResourceType.INSTANCES, "t1", "cache");
    assertThat(now("t1")).as("one is gone").isNotIn(first, second);
    assertThat(now("t2")).isEqualTo(other);
  }

  @Test
  void whatCameAndWentCountsThoughNobodyLookedMeanwhile() throws InterruptedException {
    var first = now("t1");

    put("brief", charge(4, 8));
    cluster.delete(ResourceType.INSTANCES, "t1", "brief");

    assertThat(now("t1")).isNotEqualTo(first);
  }

  @Test
  void oneThatNobodyCanReadCountsWhenItGoes() throws InterruptedException {
    cluster.put(
        ResourceType.INSTANCES,
        "metadata: {namespace: t1, name: bad}\nspec: {resources: {memory: much}}");
    var first = now("t1");

    cluster.delete(ResourceType.INSTANCES, "t1", "bad");

    assertThat(now("t1")).isNotEqualTo(first);
  }
}
