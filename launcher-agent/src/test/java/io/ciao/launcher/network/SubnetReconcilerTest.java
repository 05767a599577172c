package io.ciao.launcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.meta.ObjectKey;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubnetReconcilerTest {
  @Test
  void repairsOfManySubnetsDoNotStayTogether() {
    var intervals =
        IntStream.range(0, 50)
            .mapToObj(i -> new ObjectKey("t" + i, "default-" + (4096 + i)))
            .map(SubnetReconciler::repairInterval)
            .toList();

    assertThat(intervals)
        .allMatch(i -> i.compareTo(Duration.ofSeconds(4)) > 0)
        .allMatch(i -> i.compareTo(Duration.ofSeconds(5)) <= 0);
    assertThat(intervals.stream().distinct().count()).isGreaterThan(40);
  }
}
