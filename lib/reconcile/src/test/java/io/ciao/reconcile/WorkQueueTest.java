package io.ciao.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import io.ciao.testkit.Gen;
import io.ciao.testkit.ManualClock;
import io.ciao.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final ManualClock clock = ManualClock.atStart();
  private final WorkQueue<String> queue = new WorkQueue<>(clock.nanos());

  private List<String> drain() {
    var keys = new ArrayList<String>();
    for (var key = queue.poll(); key.isPresent(); key = queue.poll()) {
      keys.add(key.get());
    }
    return keys;
  }

  @Test
  void handsAKeyOutOnceThatWasAddedSeveralTimesWhileItWaits() {
    queue.add("a");
    queue.add("b");
    queue.add("a");

    assertThat(drain()).containsExactly("a", "b");
  }

  @Test
  void handsAKeyOutAgainThatWasAddedWhileItsPassRuns() {
    queue.add("a");
    assertThat(queue.poll()).hasValue("a");

    queue.add("a");
    queue.add("a");

    assertThat(queue.poll()).as("beside its own pass").isEmpty();
    queue.done("a");
    assertThat(drain()).containsExactly("a");
    queue.done("a");
    assertThat(drain()).isEmpty();
  }

  @Test
  void handsKeysOutInTheOrderInWhichTheyBecameDue() {
    queue.addAfter("late", Duration.ofSeconds(3));
    queue.addAfter("early", Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(2));
    queue.add("now");
    clock.advance(Duration.ofSeconds(2));

    assertThat(drain()).containsExactly("early", "now", "late");
  }

  @Test
  void handsADelayedKeyOutAtItsTimeAndNotBefore() {
    queue.addAfter("a", Duration.ofSeconds(1));

    clock.advance(Duration.ofSeconds(1).minusNanos(1));
    assertThat(drain()).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(drain()).containsExactly("a");
  }

  @Test
  void handsADelayedKeyOutAtOnceThatIsAddedWithoutDelayAndOnlyOnce() {
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.add("a");
    assertThat(drain()).containsExactly("a");
    queue.done("a");

    clock.advance(Duration.ofHours(1));

    assertThat(drain()).isEmpty();
  }

  @Test
  void keepsTheShorterOfTwoDelays() {
    queue.addAfter("a", Duration.ofSeconds(5));
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.addAfter("a", Duration.ofSeconds(9));
    clock.advance(Duration.ofSeconds(1));
    assertThat(drain()).containsExactly("a");
    queue.done("a");

    clock.advance(Duration.ofHours(1));

    assertThat(drain()).isEmpty();
  }

  @Test
  void needsNoDelayForAKeyThatIsDueAnyway() {
    queue.add("a");
    queue.poll();
    queue.add("a");
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.done("a");
    assertThat(drain()).containsExactly("a");
    queue.done("a");

    clock.advance(Duration.ofHours(1));

    assertThat(drain()).isEmpty();
  }

  @Test
  void delayThatEndsDuringThePassMakesAnotherPassDue() {
    queue.add("a");
    queue.poll();
    queue.addAfter("a", Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(2));

    assertThat(queue.poll()).isEmpty();
    queue.done("a");

    assertThat(drain()).containsExactly("a");
  }

  @Test
  void worksWithAClockThatRunsOverTheEndOfTheNumbers() {
    var nanos = new long[] {Long.MAX_VALUE - 10};
    var wrapping = new WorkQueue<String>(() -> nanos[0]);
    wrapping.addAfter("second", Duration.ofNanos(30));
    wrapping.addAfter("first", Duration.ofNanos(5));

    nanos[0] += 25;
    assertThat(wrapping.poll()).hasValue("first");
    assertThat(wrapping.poll()).isEmpty();
    nanos[0] += 5;
    assertThat(wrapping.poll()).hasValue("second");
  }

  @Test
  void countsWhatIsDueOrRunning() {
    queue.add("a");
    queue.add("b");
    queue.addAfter("c", Duration.ofSeconds(1));
    queue.poll();

    assertThat(queue.depth()).isEqualTo(2);
  }

  @Test
  void handsNothingOutAfterClose() throws InterruptedException {
    queue.add("a");

    queue.close();

    assertThat(queue.take()).isEmpty();
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void closeWakesWhoWaits() throws InterruptedException {
    var answer = new ArrayList<Optional<String>>();
    var taker = Thread.ofVirtual().start(() -> take(answer));
    Eventually.within(Duration.ofSeconds(5))
        .until("it waits", () -> taker.getState() == Thread.State.WAITING);

    queue.close();

    assertThat(taker.join(Duration.ofSeconds(5))).isTrue();
    assertThat(answer).containsExactly(Optional.empty());
  }

  private void take(List<Optional<String>> answer) {
    try {
      answer.add(queue.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void keepsItsPromisesWhateverIsDoneToIt() {
    Seeds.check(300, this::history);
  }

  /// Against a plain model: which keys owe a pass, and since when.
  private void history(Gen gen) {
    var time = ManualClock.atStart();
    var tested = new WorkQueue<String>(time.nanos());
    var running = new HashSet<String>();
    var owed = new HashSet<String>();
    var delayed = new java.util.TreeMap<String, Long>();
    for (int step = 0; step < 60; step++) {
      var key = gen.pick("a", "b", "c", "d");
      switch (gen.between(0, 4)) {
        case 0 -> {
          tested.add(key);
          delayed.remove(key);
          owed.add(key);
        }
        case 1 -> {
          var delay = gen.between(0, 5);
          tested.addAfter(key, Duration.ofNanos(delay));
          if (!owed.contains(key)) {
            delayed.merge(key, time.nanos().getAsLong() + delay, Math::min);
          }
        }
        case 2 -> time.advance(Duration.ofNanos(gen.between(0, 4)));
        case 3 -> {
          if (running.remove(key)) {
            tested.done(key);
          }
        }
        default -> {
          due(time, delayed, owed);
          var expected = new HashSet<>(owed);
          expected.removeAll(running);
          var taken = tested.poll();
          assertThat(taken.isPresent()).isEqualTo(!expected.isEmpty());
          taken.ifPresent(
              k -> {
                assertThat(expected).contains(k);
                owed.remove(k);
                running.add(k);
              });
        }
      }
      due(time, delayed, owed);
    }
  }

  private static void due(
      ManualClock time, java.util.TreeMap<String, Long> delayed, Set<String> owed) {
    var now = time.nanos().getAsLong();
    delayed.forEach(
        (key, at) -> {
          if (at <= now) {
            owed.add(key);
          }
        });
    delayed.values().removeIf(at -> at <= now);
  }

  @Test
  void neverRunsOneKeyTwiceAtATimeUnderManyThreads() throws InterruptedException {
    var shared = new WorkQueue<Integer>(System::nanoTime);
    var running = ConcurrentHashMap.<Integer>newKeySet();
    var twice = new AtomicBoolean();
    var passes = new AtomicInteger();
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      workers.add(Thread.ofVirtual().start(() -> work(shared, running, twice, passes)));
    }

    for (int i = 0; i < 20_000; i++) {
      shared.add(i % 7);
    }

    Eventually.within(Duration.ofSeconds(10)).until("all done", () -> shared.depth() == 0);
    shared.close();
    for (var worker : workers) {
      worker.join();
    }
    assertThat(twice).isFalse();
    assertThat(passes.get()).isBetween(7, 20_000);
  }

  private static void work(
      WorkQueue<Integer> shared, Set<Integer> running, AtomicBoolean twice, AtomicInteger passes) {
    try {
      for (var key = shared.take(); key.isPresent(); key = shared.take()) {
        if (!running.add(key.get())) {
          twice.set(true);
        }
        passes.incrementAndGet();
        running.remove(key.get());
        shared.done(key.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
