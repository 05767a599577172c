package io.ciao.launcher.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// A connection to one QEMU's QMP socket. QEMU serves one client at a time.
///
/// One virtual thread reads lines, completes the waiting commands and hands events on; it ends with
/// the connection and then calls `onClosed`. Safe for many threads.
final class QmpConnection implements AutoCloseable {
  private static final Duration GREETING_LIMIT = Duration.ofSeconds(5);
  private static final int LINE_BUFFER_BYTES = 8 << 10;

  /// What a connection tells its owner, on the reading thread; must not block.
  interface Listener {
    void event(QmpMessage.Event event);

    void closed();
  }

  private final Path socket;
  private final SocketChannel channel;
  private final Listener listener;
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<Boolean> greeted = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong ids = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();

  private QmpConnection(Path socket, SocketChannel channel, Listener listener) {
    this.socket = socket;
    this.channel = channel;
    this.listener = listener;
  }

  /// Connects and negotiates.
  static QmpConnection open(Path socket, Listener listener)
      throws QmpException, InterruptedException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new QmpException("connect to QEMU's socket " + socket + ": " + e.getMessage(), e);
    }
    var connection = new QmpConnection(socket, channel, listener);
    Thread.ofVirtual().name("qmp-" + socket.getFileName()).start(connection::read);
    try {
      connection.await(connection.greeted, "the greeting", GREETING_LIMIT);
      connection.execute("qmp_capabilities", GREETING_LIMIT);
    } catch (QmpException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  JsonNode execute(String command, Duration limit) throws QmpException, InterruptedException {
    return execute(command, Json.object(), limit);
  }

  /// Runs one command and returns its value.
  JsonNode execute(String command, ObjectNode arguments, Duration limit)
      throws QmpException, InterruptedException {
    var id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(id, answer);
    try {
      write(QmpMessage.command(id, command, arguments));
      return await(answer, command, limit);
    } finally {
      waiting.remove(id);
    }
  }

  boolean open() {
    return channel.isOpen();
  }

  private <T> T await(CompletableFuture<T> answer, String what, Duration limit)
      throws QmpException, InterruptedException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new QmpException(
          "QEMU at " + socket + " did not answer " + what + " within " + limit.toMillis() + " ms",
          e);
    } catch (ExecutionException e) {
      throw new QmpException("QEMU at " + socket + ", " + what + ": " + message(e), e);
    }
  }

  private static String message(ExecutionException failure) {
    var cause = failure.getCause();
    return cause == null ? failure.toString() : String.valueOf(cause.getMessage());
  }

  private void write(byte[] line) throws QmpException {
    writing.lock();
    try {
      var rest = ByteBuffer.wrap(line);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      throw new QmpException("QEMU at " + socket + " is gone: " + e.getMessage(), e);
    } finally {
      writing.unlock();
    }
  }

  private void read() {
    try (var lines =
        new BufferedReader(
            Channels.newReader(channel, StandardCharsets.UTF_8), LINE_BUFFER_BYTES)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        take(QmpMessage.decode(line));
      }
    } catch (IOException e) {
      // The end of the connection is told below, however it came.
    } finally {
      close();
      var gone = new IOException("the connection has ended");
      greeted.completeExceptionally(gone);
      waiting.values().forEach(answer -> answer.completeExceptionally(gone));
      ended.countDown();
      listener.closed();
    }
  }

  /// Waits until all that QEMU said is read and its connection has ended, at most so long.
  void awaitEnd(Duration limit) throws InterruptedException {
    ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void take(QmpMessage message) throws IOException {
    switch (message) {
      case QmpMessage.Greeting _ -> greeted.complete(true);
      case QmpMessage.Return answer -> {
        var waiter = waiting.get(answer.id());
        if (waiter != null) {
          waiter.complete(answer.value());
        }
      }
      case QmpMessage.Refusal refusal -> {
        var waiter = waiting.get(refusal.id());
        if (waiter != null) {
          waiter.completeExceptionally(new IOException(refusal.problem()));
        }
      }
      case QmpMessage.Event event -> listener.event(event);
      case QmpMessage.Malformed malformed -> throw new IOException(malformed.problem());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing more can be done with it.
    }
  }
}
