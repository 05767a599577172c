package io.ciao.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Forwards TCP connections on loopback and breaks them when told.
public final class TcpProxy implements AutoCloseable {
  private static final int CHUNK = 4096;
  private static final long NEVER = Long.MAX_VALUE;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicLong answerBytesUntilCut = new AtomicLong(NEVER);
  private final AtomicInteger answerChunksUntilCut = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean holdingAnswers;
  private volatile boolean refusing;

  private TcpProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /// Forwards a free port to a port of this machine.
  public static TcpProxy to(int target) throws IOException {
    TcpProxy proxy =
        new TcpProxy(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), target);
    Thread.ofVirtual().name("proxy").start(proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// Connections accepted so far.
  public int accepted() {
    return accepted.get();
  }

  /// Connections broken by a limit so far.
  public int cuts() {
    return cuts.get();
  }

  /// Pieces of answers held back so far.
  public int held() {
    return held.get();
  }

  /// Breaks all connections once so many more bytes of answers have passed.
  public void cutAfterAnswerBytes(long bytes) {
    answerBytesUntilCut.set(bytes);
  }

  /// Breaks all connections instead of passing on the n-th next piece of an answer.
  public void cutAtAnswer(int n) {
    answerChunksUntilCut.set(n);
  }

  /// Takes requests and answers but gives no answer to the client.
  public void holdAnswers() {
    holdingAnswers = true;
  }

  /// Breaks all connections.
  public void cut() {
    sockets.forEach(TcpProxy::close);
  }

  /// Breaks all connections and takes no new ones.
  public void refuse() {
    refusing = true;
    cut();
  }

  /// Works as a proxy should again.
  public void heal() {
    refusing = false;
    holdingAnswers = false;
    answerBytesUntilCut.set(NEVER);
    answerChunksUntilCut.set(Integer.MAX_VALUE);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          close(client);
        } else {
          accepted.incrementAndGet();
          connect(client);
        }
      } catch (IOException e) {
        // The listener is closed, or the target is away.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    sockets.add(client);
    Socket server;
    try {
      server = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
    } catch (IOException e) {
      close(client);
      throw e;
    }
    sockets.add(server);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    Thread.ofVirtual().start(() -> forward(client, server, false));
    Thread.ofVirtual().start(() -> forward(server, client, true));
  }

  private void forward(Socket from, Socket to, boolean answers) {
    byte[] chunk = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        if (!answers || mayAnswer(length)) {
          out.write(chunk, 0, length);
        }
      }
    } catch (IOException e) {
      // One side is gone; both are closed.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private boolean mayAnswer(int length) {
    boolean bytesUp =
        answerBytesUntilCut.get() != NEVER && answerBytesUntilCut.addAndGet(-length) <= 0;
    boolean chunksUp =
        answerChunksUntilCut.get() != Integer.MAX_VALUE
            && answerChunksUntilCut.decrementAndGet() <= 0;
    if (bytesUp || chunksUp) {
      answerBytesUntilCut.set(NEVER);
      answerChunksUntilCut.set(Integer.MAX_VALUE);
      cuts.incrementAndGet();
      cut();
      return false;
    }
    if (holdingAnswers) {
      held.incrementAndGet();
      return false;
    }
    return true;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
