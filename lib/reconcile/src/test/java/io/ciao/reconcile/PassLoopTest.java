package io.ciao.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.time.Backoff;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class PassLoopTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Backoff QUICK =
      new Backoff(Duration.ofNanos(1000), Duration.ofMillis(1), new SplittableRandom(1));

  private final WorkQueue<String> queue = new WorkQueue<>(System::nanoTime);
  private final List<String> passes = new CopyOnWriteArrayList<>();

  private PassLoop<String> loop(Reconciler<String> reconciler) {
    return new PassLoop<>("test", queue, reconciler, QUICK, 1);
  }

  @Test
  void repeatsAPassThatThrowsAndGoesOnWithTheOtherKeys() throws InterruptedException {
    var left = new AtomicInteger(3);
    Reconciler<String> reconciler =
        key -> {
          passes.add(key);
          if (key.equals("bad") && left.getAndDecrement() > 0) {
            throw new IllegalStateException("broken");
          }
          return PassResult.DONE;
        };
    try (var _ = loop(reconciler)) {
      queue.add("bad");
      queue.add("good");

      Eventually.within(SOON)
          .untilAsserted(
              () ->
                  assertThat(passes).containsOnlyOnce("good").filteredOn("bad"::equals).hasSize(4));
    }
  }

  @Test
  void tellsItsMeterHowPassesEndedWhatIsDueAndWhatFails() throws InterruptedException {
    var told = new CopyOnWriteArrayList<String>();
    var figures = new AtomicReference<IntSupplier>();
    var meter =
        new PassMeter() {
          @Override
          public void opened(String pass, IntSupplier due, IntSupplier failing) {
            figures.set(failing);
            told.add("opened " + pass + " due " + due.getAsInt());
          }

          @Override
          public void passed(String pass, PassResult result, long nanos) {
            told.add(result.getClass().getSimpleName() + (nanos >= 0 ? "" : " before it began"));
          }

          @Override
          public void closed(String pass) {
            told.add("closed " + pass);
          }
        };
    Reconciler<String> reconciler =
        key ->
            switch (key) {
              case "done" -> PassResult.DONE;
              case "later" -> new PassResult.CheckAgain(Duration.ofDays(1));
              default -> new PassResult.Retry("broken");
            };
    queue.add("done");
    var slow = new Backoff(Duration.ofDays(1), Duration.ofDays(1), new SplittableRandom(1));
    try (var _ = new PassLoop<>("test", queue, reconciler, new Pace(1, slow), meter)) {
      queue.add("later");
      queue.add("bad");
      Eventually.within(SOON).untilAsserted(() -> assertThat(told).contains("Retry"));
      assertThat(figures.get().getAsInt()).isEqualTo(1);
    }

    assertThat(told)
        .containsExactly("opened test due 1", "Done", "CheckAgain", "Retry", "closed test");
  }

  @Test
  void keepsItsWorkerWhenAPassEndsInAnError() throws InterruptedException {
    var left = new AtomicInteger(1);
    Reconciler<String> reconciler =
        key -> {
          passes.add(key);
          if (left.getAndDecrement() > 0) {
            throw new AssertionError("an invariant is broken");
          }
          return PassResult.DONE;
        };
    try (var _ = loop(reconciler)) {
      queue.add("a");

      Eventually.within(SOON).until("passed twice", () -> passes.size() == 2);
    }
  }

  @Test
  void retriesWhatAsksForItAndLooksAgainAtWhatIsToBeCheckedAgain() throws InterruptedException {
    Reconciler<String> reconciler =
        key -> {
          passes.add(key);
          return switch (passes.size()) {
            case 1 -> new PassResult.Retry("not yet");
            case 2 -> new PassResult.CheckAgain(Duration.ofNanos(1));
            default -> PassResult.DONE;
          };
        };
    try (var _ = loop(reconciler)) {
      queue.add("a");

      Eventually.within(SOON).until("passed three times", () -> passes.size() == 3);
    }
    assertThat(passes).hasSize(3);
  }

  @Test
  void closeLetsTheRunningPassFinishAndStartsNoOther() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    Reconciler<String> reconciler =
        key -> {
          begun.countDown();
          mayEnd.await();
          passes.add(key);
          return PassResult.DONE;
        };
    var loop = loop(reconciler);
    queue.add("a");
    begun.await();
    queue.add("b");

    var closing = Thread.ofVirtual().start(loop::close);
    Eventually.within(SOON)
        .until("closing waits", () -> closing.getState() == Thread.State.TIMED_WAITING);
    mayEnd.countDown();

    assertThat(closing.join(SOON)).isTrue();
    assertThat(passes).containsExactly("a");
  }
}
