package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.FrameEncoder;
import io.ciao.ssntp.gob.GobOutput;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What waits to be written to one peer: encoded frames, bounded in bytes.
///
/// Any thread offers; one writer takes all that has gathered, writes it, says {@link #written()}
/// and takes again. Order is the order of offers. The lock is held for encoding only, never across
/// I/O.
final class Outbox {

  /// What became of an offer.
  enum Offer {
    /// It will be written, unless the connection ends before.
    TAKEN,
    /// The bound is reached.
    FULL,
    /// Nothing is written any more.
    CLOSED
  }

  /// A buffer that a burst has grown beyond this is given back.
  private static final int KEPT_CAPACITY_BYTES = 256 * 1024;

  private final int maxBytes;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition gathered = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final FrameEncoder encoder = new FrameEncoder();

  private GobOutput pending = new GobOutput();
  private GobOutput inFlight = new GobOutput();
  private boolean writing;
  private long writingSinceNanos;
  private boolean closed;

  /// An empty outbox.
  ///
  /// @param maxBytes how much may wait; a frame larger than this is taken when nothing waits
  Outbox(int maxBytes, LongSupplier nanos) {
    this.maxBytes = maxBytes;
    this.nanos = nanos;
  }

  /// Offers without waiting.
  Offer offer(Frame frame, int payloadBytes) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (!fits(payloadBytes)) {
        return Offer.FULL;
      }
      encoder.encode(frame, pending);
      gathered.signal();
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// Offers and waits for room, at most so long.
  Offer offer(Frame frame, int payloadBytes, Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var left = wait.toNanos();
      while (!closed && !fits(payloadBytes) && left > 0) {
        left = drained.awaitNanos(left);
      }
      return offer(frame, payloadBytes);
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(int payloadBytes) {
    var waiting = waitingBytes();
    return waiting == 0 || waiting + payloadBytes <= maxBytes;
  }

  /// How much waits, with what is being written.
  long waitingBytes() {
    lock.lock();
    try {
      return (long) pending.size() + inFlight.size();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for frames; null: closed and nothing is left. The result is the writer's until {@link
  /// #written()}.
  @Nullable GobOutput take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending.size() == 0 && !closed) {
        gathered.await();
      }
      return poll();
    } finally {
      lock.unlock();
    }
  }

  /// What has gathered; null: nothing, or the writer has not finished what it took before.
  @Nullable GobOutput poll() {
    lock.lock();
    try {
      if (pending.size() == 0 || writing) {
        return null;
      }
      var taken = pending;
      pending = inFlight;
      inFlight = taken;
      writing = true;
      writingSinceNanos = nanos.getAsLong();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// The writer has written what it took.
  void written() {
    lock.lock();
    try {
      inFlight.clear(KEPT_CAPACITY_BYTES);
      writing = false;
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more; what waits is still written.
  void close() {
    lock.lock();
    try {
      closed = true;
      gathered.signalAll();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether it is closed and everything was written.
  boolean finished() {
    lock.lock();
    try {
      return closed && !writing && pending.size() == 0;
    } finally {
      lock.unlock();
    }
  }

  /// For how long the present write has lasted, in nanoseconds; 0: none is under way.
  long writingNanos() {
    lock.lock();
    try {
      return writing ? nanos.getAsLong() - writingSinceNanos : 0;
    } finally {
      lock.unlock();
    }
  }
}
