package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Source;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// No cache is left out of what is started, waited for and closed.
final class ClusterCachesTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(1), Duration.ofMillis(10), new SplittableRandom(1));

  @Test
  void everyCacheIsAmongAllOfThem() throws Exception {
    var asked = new ArrayList<ResourceType>();
    var caches =
        ClusterCaches.of(
            type -> {
              asked.add(type);
              return new Nothing();
            },
            BACKOFF);

    var components = new ArrayList<Object>();
    for (RecordComponent component : ClusterCaches.class.getRecordComponents()) {
      if (component.getType().equals(Informer.class)) {
        components.add(component.getAccessor().invoke(caches));
      }
    }
    assertThat(components).isNotEmpty();
    assertThat(List.<Object>copyOf(caches.all())).containsExactlyInAnyOrderElementsOf(components);
    assertThat(asked).hasSize(components.size()).doesNotHaveDuplicates();
    assertThat(caches.synced()).isFalse();
  }

  /// A collection that nobody reads in this test.
  private static final class Nothing implements Source {
    @Override
    public ObjectList list() {
      return new ObjectList(List.of(), "1");
    }

    @Override
    public Events watch(String resourceVersion) {
      throw new UnsupportedOperationException("watch");
    }
  }
}
