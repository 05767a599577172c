package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.transport.Disconnect.Cause;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One accepted connection: frames in by waiting, frames out through the bounded outbox and the
/// socket's event loop, and an end whose first reason counts. Safe for many threads.
final class ServerConnection {

  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  /// A peer whose machine is gone answers no probe: noticed after about 5 + 3·5 s without traffic.
  private static final int KEEPALIVE_SECONDS = 5;

  private static final int KEEPALIVE_PROBES = 3;

  /// How long a peer that is told that nothing more comes may take to close.
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final NetSocket socket;
  private final Context context;
  private final ServerLimits limits;
  private final Outbox outbox;
  private final SocketInput input;
  private final FrameStream frames;
  private final String remote;
  private final AtomicBoolean flushDue = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongSupplier nanos;

  /// When the output was ended, in nanoseconds; null: it was not.
  private volatile @Nullable Long outputEndedNanos;

  /// Set before the reader learns that it is over, so that it leaves the rest to the flush.
  private volatile boolean finishing;

  private final AtomicReference<@Nullable Disconnect> end = new AtomicReference<>();

  /// Takes over a socket, which pushes nothing before {@link #start}; called on its event loop.
  ServerConnection(
      NetSocket socket, Context context, ServerLimits limits, Surroundings surroundings) {
    this.socket = socket;
    this.context = context;
    this.limits = limits;
    this.nanos = surroundings.nanos();
    this.outbox = new Outbox(limits.queueMaxBytes(), nanos);
    this.input = new SocketInput(((NetSocketInternal) socket).channelHandlerContext(), nanos);
    this.frames = new FrameStream(input, limits.payloadMaxBytes());
    this.remote = String.valueOf(socket.remoteAddress());
  }

  /// Starts to read; on the event loop.
  ///
  /// @param whenClosed called once the socket is closed
  void start(Runnable whenClosed) {
    keepAlive(channel());
    keepLittleUndecrypted(channel());
    // Comes behind all that has arrived, unlike the close.
    socket.endHandler(_ -> input.end());
    socket.closeHandler(
        _ -> {
          outbox.close();
          whenClosed.run();
          closed.countDown();
        });
    socket.exceptionHandler(input::fail);
    input.attach();
  }

  /// Netty moves what is left of a record to the front of its buffer after 16 reads by itself, and
  /// the buffer, outside the heap, has grown to two megabytes by then: half a gigabyte for 250 busy
  /// peers.
  private static void keepLittleUndecrypted(Channel channel) {
    var tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.setDiscardAfterReads(1);
    }
  }

  private static void keepAlive(Channel channel) {
    var config = channel.config();
    config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_SECONDS);
    config.setOption(
        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEPALIVE_SECONDS);
    config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_PROBES);
  }

  String remote() {
    return remote;
  }

  /// The client's certificate. TLS has verified it before the connection came here.
  X509Certificate certificate() throws IOException {
    // None: the connection has ended meanwhile.
    var chain = socket.peerCertificates();
    if (chain == null
        || chain.isEmpty()
        || !(chain.getFirst() instanceof X509Certificate certificate)) {
      throw new IOException("the client showed no X.509 certificate");
    }
    return certificate;
  }

  /// Waits for the first frame, at most until then.
  Frame first(long deadlineNanos) throws IOException, InterruptedException {
    input.deadline(deadlineNanos);
    var first = frames.next();
    input.deadline(SocketInput.NEVER);
    return first;
  }

  /// Waits for the next frame.
  Frame next() throws IOException, InterruptedException {
    return frames.next();
  }

  /// Answers a client that is accepted; must come before every other frame.
  void welcome(ConnectedFrame frame) {
    enqueue(frame, frame.configuration().length());
  }

  /// Queues a frame.
  SendResult send(TrafficFrame frame) {
    var size = frame.payload().length();
    if (size > limits.payloadMaxBytes()) {
      throw new IllegalArgumentException(
          "frame to %s has a payload of %d bytes; at most %d are allowed"
              .formatted(remote, size, limits.payloadMaxBytes()));
    }
    return enqueue(frame, size);
  }

  private SendResult enqueue(Frame frame, int payloadBytes) {
    return switch (outbox.offer(frame, payloadBytes)) {
      case TAKEN -> {
        flushSoon();
        yield SendResult.QUEUED;
      }
      case CLOSED -> SendResult.CLOSED;
      case FULL -> {
        abort(
            new Disconnect(
                Cause.TOO_SLOW,
                "over %d bytes are waiting for the peer".formatted(limits.queueMaxBytes())));
        yield SendResult.CUT_OFF;
      }
    };
  }

  /// Sends an error and closes behind it.
  void refuse(ErrorCode error, UUID origin) {
    send(new ErrorFrame(error, origin, Bytes.EMPTY));
    finish(new Disconnect(Cause.CLOSED_HERE, "refused with " + error));
  }

  /// How many bytes wait to be written.
  long waitingBytes() {
    return outbox.waitingBytes();
  }

  private void flushSoon() {
    if (flushDue.compareAndSet(false, true)) {
      context.runOnContext(_ -> flush());
    }
  }

  /// On the event loop: writes all that has gathered, if nothing is being written.
  private void flush() {
    flushDue.set(false);
    var taken = outbox.poll();
    if (taken != null) {
      socket
          .write(buffer(taken))
          .onComplete(
              result -> {
                outbox.written();
                if (result.failed()) {
                  writeFailed(result.cause());
                } else {
                  flushSoon();
                }
              });
    } else if (outbox.finished()) {
      endOutput();
    }
  }

  /// The peer takes no more, but what it has sent before may be unread still.
  private void writeFailed(Throwable cause) {
    end.compareAndSet(null, new Disconnect(Cause.NETWORK_ERROR, "write: " + cause));
    outbox.close();
    closeNow();
  }

  /// Tells the peer that nothing more comes, and leaves it to the peer to close: to close while it
  /// still sends would reset the connection, and with that lose what it has not read.
  private void endOutput() {
    var tls = channel().pipeline().get(SslHandler.class);
    if (outputEndedNanos != null) {
      return;
    }
    outputEndedNanos = nanos.getAsLong();
    if (tls != null && channel() instanceof DuplexChannel duplex) {
      var _ =
          tls.closeOutbound()
              .addListener(
                  _ -> {
                    var _ = duplex.shutdownOutput();
                  });
    } else {
      socket.close();
    }
  }

  /// Waits until the socket is closed, at most so long.
  void awaitClosed(Duration wait) throws InterruptedException {
    closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Without a copy: what was taken stays as it is until the write has ended.
  private static Buffer buffer(GobOutput taken) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(taken.view()));
  }

  /// Ends the connection once what was queued is written.
  void finish(Disconnect why) {
    end.compareAndSet(null, why);
    finishing = true;
    outbox.close();
    input.abort();
    flushSoon();
  }

  /// Ends the connection at once; what was queued is lost.
  void abort(Disconnect why) {
    end.compareAndSet(null, why);
    outbox.close();
    input.abort();
    // From the front of the pipeline: a close from its end would wait for writes that a slow peer
    // never lets finish.
    try {
      context.runOnContext(_ -> closeNow());
    } catch (RejectedExecutionException e) {
      // The server has stopped, and its event loops have closed every socket; whoever waits for the
      // end of the session has to learn of it all the same.
      LOG.debug("ssntp connection is closed already remote={}", remote);
    }
  }

  /// The session is over: ends the connection at once, unless {@link #finish} lets it write what is
  /// queued first.
  void over(Disconnect why) {
    if (!finishing) {
      abort(why);
    }
  }

  private void closeNow() {
    var front = channel().pipeline().firstContext();
    if (front != null) {
      var _ = front.close();
    }
  }

  /// Cuts off a peer that lets a write wait, is silent, or does not close for too long.
  void checkDeadlines() {
    if (outbox.writingNanos() > limits.writeWait().toNanos()) {
      abort(
          new Disconnect(
              Cause.TOO_SLOW, "a write has waited for over " + seconds(limits.writeWait())));
    }
    var outputEnded = outputEndedNanos;
    if (outputEnded != null && nanos.getAsLong() - outputEnded > LINGER.toNanos()) {
      context.runOnContext(_ -> closeNow());
    }
    var idleMax = limits.idleMax();
    if (!idleMax.isZero() && input.silentNanos() > idleMax.toNanos()) {
      abort(new Disconnect(Cause.IDLE, "nothing came for over " + seconds(idleMax)));
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  /// The first reason given; that one if there is none so far.
  Disconnect endedWith(Disconnect why) {
    end.compareAndSet(null, why);
    var first = end.get();
    return first == null ? why : first;
  }

  private Channel channel() {
    return ((NetSocketInternal) socket).channelHandlerContext().channel();
  }
}
