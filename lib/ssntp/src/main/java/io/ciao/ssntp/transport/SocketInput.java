package io.ciao.ssntp.transport;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Makes what a Vert.x socket pushes readable by waiting: the event loop puts chunks in, the
/// session's thread takes them out. Bounded: the socket is paused while much is unread.
final class SocketInput implements ByteSource {

  /// No deadline.
  static final long NEVER = Long.MAX_VALUE;

  private static final int PAUSE_ABOVE_BYTES = 256 * 1024;
  private static final int RESUME_BELOW_BYTES = 64 * 1024;

  private final NetSocket socket;
  private final Context context;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  private final Deque<Buffer> chunks = new ArrayDeque<>();
  private int headOffset;
  private int unread;
  private boolean paused;
  private boolean ended;

  /// What arrives is thrown away, so that the peer can go on until it sees that it is over.
  private boolean discarding;

  private @Nullable Throwable failure;
  private long lastArrivalNanos;
  private long deadlineNanos = NEVER;

  /// Attaches to a socket; called on its event loop.
  SocketInput(NetSocket socket, Context context, LongSupplier nanos) {
    this.socket = socket;
    this.context = context;
    this.nanos = nanos;
    this.lastArrivalNanos = nanos.getAsLong();
  }

  /// Starts to take what arrives; {@link #end()} is the owner's to call.
  void attach() {
    socket.handler(this::put);
    socket.exceptionHandler(this::fail);
  }

  private void put(Buffer chunk) {
    boolean pause;
    lock.lock();
    try {
      lastArrivalNanos = nanos.getAsLong();
      if (discarding) {
        return;
      }
      chunks.add(chunk);
      unread += chunk.length();
      pause = !paused && unread > PAUSE_ABOVE_BYTES;
      paused |= pause;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    if (pause) {
      socket.pause();
    }
  }

  private void fail(Throwable cause) {
    lock.lock();
    try {
      failure = failure == null ? cause : failure;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream; what is unread stays readable.
  void end() {
    lock.lock();
    try {
      ended = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream at once; what still arrives is thrown away.
  void abort() {
    boolean resume;
    lock.lock();
    try {
      ended = true;
      discarding = true;
      chunks.clear();
      unread = 0;
      resume = paused;
      paused = false;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    if (resume) {
      context.runOnContext(_ -> socket.resume());
    }
  }

  /// Reads wait no longer than until then; {@link #NEVER}: for ever.
  void deadline(long atNanos) {
    lock.lock();
    try {
      deadlineNanos = atNanos;
    } finally {
      lock.unlock();
    }
  }

  /// For how long nothing has arrived although something could have, in nanoseconds.
  long silentNanos() {
    lock.lock();
    try {
      return unread > 0 ? 0 : nanos.getAsLong() - lastArrivalNanos;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException, InterruptedException {
    boolean resume;
    var count = 0;
    lock.lockInterruptibly();
    try {
      awaitChunk();
      while (count < length && !chunks.isEmpty()) {
        count += takeFromHead(into, offset + count, length - count);
      }
      unread -= count;
      resume = paused && unread < RESUME_BELOW_BYTES;
      paused &= !resume;
      if (count == 0 && failure != null) {
        throw new IOException(failure.toString(), failure);
      }
    } finally {
      lock.unlock();
    }
    if (resume) {
      context.runOnContext(_ -> socket.resume());
    }
    return count == 0 ? -1 : count;
  }

  private void awaitChunk() throws IOException, InterruptedException {
    while (chunks.isEmpty() && !ended) {
      if (deadlineNanos == NEVER) {
        arrived.await();
      } else if (arrived.awaitNanos(deadlineNanos - nanos.getAsLong()) <= 0 && chunks.isEmpty()) {
        throw new SocketTimeoutException("nothing came in time");
      }
    }
  }

  private int takeFromHead(byte[] into, int offset, int length) {
    var head = chunks.element();
    var count = Math.min(length, head.length() - headOffset);
    head.getBytes(headOffset, headOffset + count, into, offset);
    headOffset += count;
    if (headOffset == head.length()) {
      chunks.remove();
      headOffset = 0;
    }
    return count;
  }
}
