package io.ciao.apiserver.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FanTest {
  private static final List<Integer> MANY = IntStream.range(0, 500).boxed().toList();

  @Test
  void doesEachOnceAndNoMoreAtATimeThanAllowed() throws InterruptedException {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    Fan.each(
        MANY,
        4,
        number -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          assertThat(done.add(number)).isTrue();
          Thread.yield();
          now.decrementAndGet();
        });

    assertThat(done).hasSize(MANY.size());
    assertThat(most.get()).isBetween(1, 4);
  }

  @Test
  void throwsTheFirstFailureAndBeginsNothingMore() {
    AtomicInteger begun = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Fan.each(
                    MANY,
                    2,
                    number -> {
                      begun.incrementAndGet();
                      throw new IllegalArgumentException("number " + number);
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("number ");
    assertThat(begun.get()).isLessThanOrEqualTo(2);
  }
}
