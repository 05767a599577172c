package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.Frames;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.transport.Outbox.Offer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final int LARGE_BYTES = 1_000;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Set<Thread.State> AT_REST =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

  private final AtomicLong nanos = new AtomicLong(1_000);

  private Outbox outbox(int maxBytes) {
    return new Outbox(maxBytes, nanos::get);
  }

  private static Frame frame(int payloadBytes) {
    return TrafficFrame.of(
        Command.STATS, new UUID(1, payloadBytes), Bytes.copyOf(new byte[payloadBytes]));
  }

  private static Offer offer(Outbox outbox, int payloadBytes) {
    return outbox.offer(frame(payloadBytes), payloadBytes);
  }

  @Test
  void whatGathersIsWrittenTogetherAndInOrder() throws Exception {
    Outbox outbox = outbox(1 << 20);
    List<Frame> frames = List.of(frame(3), frame(1), frame(2));

    frames.forEach(each -> assertThat(outbox.offer(each, 3)).isEqualTo(Offer.TAKEN));

    assertThat(outbox.take().toByteArray()).isEqualTo(Frames.encode(frames));
  }

  @Test
  void oneThingIsWrittenAtATime() throws Exception {
    Outbox outbox = outbox(1 << 20);
    assertThat(outbox.poll()).as("nothing has gathered").isNull();
    offer(outbox, 1);
    GobOutput first = outbox.take();
    byte[] content = first.toByteArray();
    offer(outbox, 2);

    assertThat(outbox.poll()).as("the first is not written yet").isNull();
    assertThat(first.toByteArray()).as("what is being written stays").isEqualTo(content);
    outbox.written();

    GobOutput second = outbox.take();
    assertThat(second.size()).isPositive();
    outbox.written();
    assertThat(outbox.poll()).isNull();
  }

  @Test
  void whatWaitsIsBoundedAlsoWhileItIsWritten() throws Exception {
    Outbox outbox = outbox(2 * LARGE_BYTES);
    assertThat(offer(outbox, 3 * LARGE_BYTES)).as("a large one goes alone").isEqualTo(Offer.TAKEN);
    assertThat(offer(outbox, 1)).isEqualTo(Offer.FULL);

    outbox.take();
    assertThat(offer(outbox, 1)).as("not before it is written").isEqualTo(Offer.FULL);

    outbox.written();
    assertThat(offer(outbox, 1)).isEqualTo(Offer.TAKEN);
    assertThat(offer(outbox, 2 * LARGE_BYTES)).isEqualTo(Offer.FULL);
  }

  @Test
  void theBoundItselfStillFits() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    offer(outbox, 1);
    GobOutput taken = outbox.take();
    int left = LARGE_BYTES - taken.size();

    assertThat(outbox.offer(frame(1), left + 1)).isEqualTo(Offer.FULL);
    assertThat(outbox.offer(frame(1), left)).isEqualTo(Offer.TAKEN);
  }

  @Test
  void whoWaitsForRoomGoesOnWhenThereIsSome() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    offer(outbox, LARGE_BYTES);
    FutureTask<Offer> waiting = started(() -> outbox.offer(frame(1), 1, LONG));
    outbox.take();

    outbox.written();

    assertThat(waiting.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Offer.TAKEN);
  }

  @Test
  void whoWaitsForRoomIsToldWhenThereIsNone() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    offer(outbox, LARGE_BYTES);

    assertThat(outbox.offer(frame(1), 1, Duration.ofMillis(1))).isEqualTo(Offer.FULL);

    FutureTask<Offer> waiting = started(() -> outbox.offer(frame(1), 1, LONG));
    outbox.close();
    assertThat(waiting.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Offer.CLOSED);
  }

  @Test
  void theWriterWaitsForFramesAndForTheEnd() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    FutureTask<GobOutput> first = started(outbox::take);
    offer(outbox, 1);
    assertThat(first.get(LONG.toSeconds(), TimeUnit.SECONDS).size()).isPositive();
    outbox.written();

    FutureTask<GobOutput> last = started(outbox::take);
    outbox.close();
    assertThat(last.get(LONG.toSeconds(), TimeUnit.SECONDS)).isNull();
  }

  @Test
  void whatWaitsAtTheEndIsStillWritten() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    assertThat(outbox.finished()).isFalse();
    offer(outbox, 1);
    outbox.close();

    assertThat(offer(outbox, 1)).isEqualTo(Offer.CLOSED);
    assertThat(outbox.finished()).isFalse();
    assertThat(outbox.take()).isNotNull();
    assertThat(outbox.finished()).as("it is under way").isFalse();
    outbox.written();
    assertThat(outbox.finished()).isTrue();
    assertThat(outbox.take()).isNull();
  }

  @Test
  void aWriteThatHangsIsSeen() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    offer(outbox, 1);
    nanos.addAndGet(500);
    assertThat(outbox.writingNanos()).isZero();

    outbox.take();
    nanos.addAndGet(70);
    assertThat(outbox.writingNanos()).isEqualTo(70);

    outbox.written();
    assertThat(outbox.writingNanos()).isZero();
  }

  @Test
  void whoAsksKeepsNobodyOut() throws Exception {
    Outbox outbox = outbox(LARGE_BYTES);
    for (Callable<Object> question :
        List.<Callable<Object>>of(outbox::finished, outbox::writingNanos)) {
      started(question).get(LONG.toSeconds(), TimeUnit.SECONDS);

      FutureTask<Offer> other = started(() -> offer(outbox, 1));
      assertThat(other.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Offer.TAKEN);
    }
  }

  /// Work in a thread of its own, which has come as far as it can.
  private static <T> FutureTask<T> started(Callable<T> work) throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = Thread.ofVirtual().start(task);
    Loopback.SOON.until("it waits or has ended", () -> AT_REST.contains(thread.getState()));
    return task;
  }
}
