package io.ciao.launcher.soak;

import io.ciao.ssntp.transport.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Passes the bytes of one client's connections on, so that they can be torn as they are when one
/// of the two processes is killed: in the middle of whatever is under way, nothing is flushed.
public final class Relay implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int BUFFER_BYTES = 8 * 1024;

  private final ServerSocket listener;
  private final Supplier<HostPort> target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// @param target where connections go, asked for each; null in between: they are refused
  public Relay(Supplier<HostPort> target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 8, InetAddress.getByName(HOST));
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  /// Where the client connects.
  public HostPort address() {
    return new HostPort(HOST, listener.getLocalPort());
  }

  /// Tears every connection.
  ///
  /// @param reset whether with a reset, which throws away what is on its way, or with an end
  public void cut(boolean reset) {
    for (var socket : open) {
      try {
        if (reset) {
          socket.setSoLinger(true, 0);
        }
      } catch (IOException _) {
        // It is closed already.
      }
      closed(socket);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        open.add(client);
        var to = target.get();
        if (to == null) {
          closed(client);
        } else {
          Thread.ofVirtual().name("relay-connection").start(() -> join(client, to));
        }
      } catch (IOException _) {
        // Closed; or the client has given up, which is its business.
      }
    }
  }

  private void join(Socket client, HostPort to) {
    var server = new Socket();
    open.add(server);
    try {
      server.connect(new InetSocketAddress(to.host(), to.port()));
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      var back = Thread.ofVirtual().name("relay-back").start(() -> pass(server, client));
      pass(client, server);
      back.join();
    } catch (IOException _) {
      // The server is not there, or the pair was torn.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closed(client);
      closed(server);
    }
  }

  /// Passes one direction on until it ends, and its end too.
  private void pass(Socket from, Socket to) {
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      var buffer = new byte[BUFFER_BYTES];
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // One end is gone: as between two machines, the other learns it at once.
      closed(from);
      closed(to);
    }
  }

  private void closed(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut(true);
  }
}
