package io.ciao.ssntp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes what a socket pushes readable by waiting: the event loop puts chunks in, the session's
/// thread takes them out. Bounded: nothing is read of the socket while much is unread.
///
/// Takes the bytes in front of the Vert.x socket, which takes up to 24 TLS records more after it
/// was told to pause, and keeps them outside the heap.
final class SocketInput implements ByteSource {

  private static final Logger LOG = LoggerFactory.getLogger(SocketInput.class);

  /// No deadline.
  static final long NEVER = Long.MAX_VALUE;

  private static final int PAUSE_ABOVE_BYTES = 256 * 1024;
  private static final int RESUME_BELOW_BYTES = 64 * 1024;

  private final ChannelHandlerContext behind;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int headOffset;
  private int unread;
  private boolean paused;
  private boolean ended;

  /// What arrives is thrown away, so that the peer can go on until it sees that it is over.
  private boolean discarding;

  private @Nullable Throwable failure;
  private long lastArrivalNanos;
  private long deadlineNanos = NEVER;

  /// Takes nothing before {@link #attach}.
  ///
  /// @param behind the handler that would get the bytes otherwise
  SocketInput(ChannelHandlerContext behind, LongSupplier nanos) {
    this.behind = behind;
    this.nanos = nanos;
    this.lastArrivalNanos = nanos.getAsLong();
  }

  /// Starts to take what arrives; on the event loop. {@link #end()} and {@link #fail} are the
  /// owner's to call.
  void attach() {
    behind.pipeline().addBefore(behind.name(), "ssntp-input", new Taker());
  }

  /// The place in the channel's pipeline; called on its event loop.
  private final class Taker extends SimpleChannelInboundHandler<ByteBuf> {

    @Override
    protected void channelRead0(ChannelHandlerContext at, ByteBuf bytes) {
      var chunk = new byte[bytes.readableBytes()];
      bytes.readBytes(chunk);
      put(chunk, at.channel());
    }
  }

  private void put(byte[] chunk, Channel channel) {
    boolean pause;
    lock.lock();
    try {
      lastArrivalNanos = nanos.getAsLong();
      if (discarding || chunk.length == 0) {
        return;
      }
      chunks.add(chunk);
      unread += chunk.length;
      pause = !paused && unread > PAUSE_ABOVE_BYTES;
      paused |= pause;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    if (pause) {
      channel.config().setAutoRead(false);
    }
  }

  /// What was wrong with a stream that ends.
  void fail(Throwable cause) {
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
      resume();
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
      resume();
    }
    return count == 0 ? -1 : count;
  }

  /// On the event loop, so that it comes behind the pause that it ends.
  private void resume() {
    try {
      behind.executor().execute(() -> behind.channel().config().setAutoRead(true));
    } catch (RejectedExecutionException e) {
      // The server has stopped, and its event loops have closed every socket: nothing more comes.
      LOG.debug("ssntp connection is closed already remote={}", behind.channel().remoteAddress());
    }
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
    var count = Math.min(length, head.length - headOffset);
    System.arraycopy(head, headOffset, into, offset, count);
    headOffset += count;
    if (headOffset == head.length) {
      chunks.remove();
      headOffset = 0;
    }
    return count;
  }
}
