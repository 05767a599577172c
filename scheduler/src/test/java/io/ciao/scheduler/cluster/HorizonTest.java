package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.TestLeadership;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HorizonTest {
  private final TestCluster cluster = new TestCluster();
  private final TestLeadership leadership = new TestLeadership();
  private final AtomicInteger reads = new AtomicInteger();

  @AfterEach
  void close() {
    cluster.close();
  }

  private Horizon horizon(long currentVersion) throws InterruptedException {
    var caches = cluster.caches();
    return new Horizon(
        caches,
        List.of(caches.instances()),
        leadership,
        () -> {
          reads.incrementAndGet();
          return currentVersion;
        },
        Duration.ofMillis(50));
  }

  @Test
  void isReachedWhenTheCachesAreAsFarAsTheTermBegan() throws InterruptedException {
    cluster.put(ResourceType.INSTANCES, new TestInstance("t1", "a").build());
    leadership.from = cluster.version();
    assertThat(horizon(0).reached()).isTrue();

    leadership.from = cluster.version() + 1;
    assertThat(horizon(0).reached()).isFalse();
  }

  @Test
  void isNotReachedBeforeTheCacheHasSeenWhatWasWritten() throws InterruptedException {
    var horizon = horizon(0);
    horizon.wrote(cluster.version() + 1);
    assertThat(horizon.reached()).isFalse();

    cluster.put(ResourceType.INSTANCES, new TestInstance("t1", "a").build());
    cluster.caches();

    assertThat(horizon.reached()).isTrue();
    assertThat(reads).hasValue(0);
  }

  @Test
  void readsThePresentVersionAfterAWriteWithoutAnswer() throws InterruptedException {
    var horizon = horizon(cluster.version() + 1);
    horizon.unclear();
    assertThat(horizon.reached()).isFalse();

    cluster.put(ResourceType.INSTANCES, new TestInstance("t1", "a").build());
    cluster.caches();

    assertThat(horizon.reached()).isTrue();
    assertThat(reads).as("read once").hasValue(1);
  }
}
