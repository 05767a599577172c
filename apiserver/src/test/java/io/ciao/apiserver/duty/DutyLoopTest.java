package io.ciao.apiserver.duty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.PassMeter;
import io.ciao.reconcile.PassResult;
import io.ciao.store.StoreEvent;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A duty's keys have their turns by themselves.
final class DutyLoopTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), new SplittableRandom(1));

  private final Map<String, Integer> passes = new ConcurrentHashMap<>();
  private final AtomicInteger lost = new AtomicInteger();

  private DutyLoop<String> loop(Duty<String> duty) {
    var terms = new Duties.Terms(lost::incrementAndGet, BACKOFF, PassMeter.NONE, System::nanoTime);
    return new DutyLoop<>(duty, new FixedStore(), terms);
  }

  @Test
  void aKeyThatAlwaysFailsKeepsNoOtherFromItsTurn() throws Exception {
    Duty<String> duty =
        duty(
            key -> {
              if (key.equals("a-poisoned")) {
                throw new StatusError(500, "InternalError", "etcd refused it", null).refused();
              }
            });
    try (DutyLoop<String> loop = loop(duty)) {
      loop.markAll();

      Eventually.within(SOON)
          .untilAsserted(
              () ->
                  assertThat(passes)
                      .containsEntry("b", 1)
                      .containsEntry("c", 1)
                      .hasEntrySatisfying(
                          "a-poisoned", times -> assertThat(times).isGreaterThan(3)));
    }
    assertThat(lost).hasValue(0);
  }

  @Test
  void aTermThatIsOverIsToldAndTheKeyIsNotTriedAgain() throws Exception {
    Duty<String> duty =
        duty(
            key -> {
              throw Refusals.precondition("LeaderTermLost", "another leader was elected since");
            });
    try (DutyLoop<String> loop = loop(duty)) {
      loop.markAll();

      Eventually.within(SOON).untilAsserted(() -> assertThat(lost).hasValue(3));
    }
    assertThat(passes.values()).containsOnly(1);
  }

  /// One pass at a time, over three keys in this order.
  private Duty<String> duty(Consumer<String> pass) {
    return new Duty<>() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public int atOnce() {
        return 1;
      }

      @Override
      public int restPerWork() {
        return 0;
      }

      @Override
      public void changed(StoreEvent event, Consumer<String> mark) {}

      @Override
      public Collection<String> all() {
        return List.of("a-poisoned", "b", "c");
      }

      @Override
      public PassResult pass(String key) {
        passes.merge(key, 1, Integer::sum);
        pass.accept(key);
        return PassResult.DONE;
      }
    };
  }
}
