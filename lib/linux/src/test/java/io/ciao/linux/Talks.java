package io.ciao.linux;

import io.ciao.basis.address.IpAddress;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Conversations between instances, each one connection, to see whether they go on.
final class Talks implements AutoCloseable {
  /// How long an answer may take until it counts as none.
  private static final int PATIENCE_MILLIS = 300;

  private final FakeMachines machines;
  private final ConcurrentLinkedQueue<NetworkChannel> servers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<NetworkChannel> talking = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<SocketChannel> accepted = new ConcurrentLinkedQueue<>();
  private int identifier = 1000;

  Talks(FakeMachines machines) {
    this.machines = machines;
  }

  /// One connection.
  interface Talk {
    /// Says something and tells whether it was answered. The first time opens the connection.
    boolean answers();
  }

  /// Answers to everybody with what they say.
  void echo(NetNamespace where, int... ports) {
    for (var port : ports) {
      var server = open(where, ServerSocketChannel::open, servers);
      var datagrams = open(where, DatagramChannel::open, servers);
      unchecked(() -> server.bind(new InetSocketAddress(port)));
      unchecked(() -> datagrams.bind(new InetSocketAddress(port)));
      Thread.startVirtualThread(() -> accept(server));
      Thread.startVirtualThread(() -> echo(datagrams));
    }
  }

  /// Says something on every connection that was accepted.
  void push() throws IOException {
    for (var channel : accepted) {
      channel.write(ByteBuffer.wrap(new byte[] {Tcp.PUSHED}));
    }
  }

  Tcp tcp(NetNamespace from, IpAddress to, int port) {
    return new Tcp(from, address(to, port));
  }

  Udp udp(NetNamespace from, IpAddress to, int port) {
    return new Udp(open(from, DatagramChannel::open, talking), address(to, port));
  }

  /// Questions and answers of one identifier, which is one connection for who tracks them.
  Talk icmp(NetNamespace from, IpAddress to) {
    var id = Integer.toString(identifier++);
    return () -> machines.pings(from, to.toString(), "-e", id);
  }

  /// Says something to so many ports, from 20000 on.
  void toManyPorts(NetNamespace from, IpAddress to, int count) throws IOException {
    var channel = open(from, DatagramChannel::open, talking);
    for (var port = 0; port < count; port++) {
      channel.send(ByteBuffer.allocate(1), address(to, 20_000 + port));
    }
  }

  private void accept(ServerSocketChannel server) {
    try {
      while (true) {
        var channel = server.accept();
        accepted.add(channel);
        Thread.startVirtualThread(() -> echo(channel));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void echo(SocketChannel channel) {
    var buffer = ByteBuffer.allocate(1);
    try {
      while (channel.read(buffer.clear()) > 0) {
        channel.write(buffer.flip());
      }
    } catch (IOException e) {
      // The connection was cut, or the test is over.
    }
  }

  private static void echo(DatagramChannel channel) {
    var buffer = ByteBuffer.allocate(1);
    while (channel.isOpen()) {
      try {
        var from = channel.receive(buffer.clear());
        channel.send(buffer.flip(), from);
      } catch (IOException e) {
        // Somebody refused an answer, or the test is over.
      }
    }
  }

  private static InetSocketAddress address(IpAddress address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T unchecked(Opening<T> deed) {
    try {
      return deed.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A socket stays in the namespace where it was opened.
  private static <T extends NetworkChannel> T open(
      NetNamespace where, Opening<T> opening, Queue<NetworkChannel> list) {
    var channel = InNamespace.call(where, () -> unchecked(opening));
    list.add(channel);
    return channel;
  }

  /// A connection of TCP.
  final class Tcp implements Talk {
    private static final byte PUSHED = 127;

    private final NetNamespace from;
    private final InetSocketAddress to;
    private @Nullable SocketChannel channel;
    private byte said;

    private Tcp(NetNamespace from, InetSocketAddress to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public boolean answers() {
      try {
        said = (byte) ((said + 1) % PUSHED);
        var connected = connected();
        connected.write(ByteBuffer.wrap(new byte[] {said}));
        return hears(connected, said);
      } catch (IOException e) {
        return false;
      }
    }

    /// Whether what was pushed arrives.
    boolean hearsPush() throws IOException {
      return hears(connected(), PUSHED);
    }

    private boolean hears(SocketChannel connected, byte wanted) throws IOException {
      var socket = connected.socket();
      socket.setSoTimeout(PATIENCE_MILLIS);
      while (true) {
        var heard = socket.getInputStream().read();
        if (heard < 0 || heard == wanted) {
          return heard == wanted;
        }
      }
    }

    private SocketChannel connected() throws IOException {
      if (channel == null) {
        var opened = open(from, SocketChannel::open, talking);
        opened.socket().connect(to, PATIENCE_MILLIS);
        channel = opened;
      }
      return channel;
    }
  }

  /// What goes to and fro between two ports of UDP.
  static final class Udp implements Talk {
    private final DatagramChannel channel;
    private final InetSocketAddress to;
    private byte said;

    private Udp(DatagramChannel channel, InetSocketAddress to) {
      this.channel = channel;
      this.to = to;
    }

    @Override
    public boolean answers() {
      say();
      while (true) {
        var heard = heard();
        if (heard < 0 || heard == Byte.toUnsignedInt(said)) {
          return heard >= 0;
        }
      }
    }

    /// Sends and waits for nothing.
    void say() {
      said++;
      unchecked(() -> channel.send(ByteBuffer.wrap(new byte[] {said}), to));
    }

    /// Whether anything arrives.
    boolean hears() {
      return heard() >= 0;
    }

    private int heard() {
      var packet = new DatagramPacket(new byte[1], 1);
      try {
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        channel.socket().receive(packet);
        return Byte.toUnsignedInt(packet.getData()[0]);
      } catch (SocketTimeoutException e) {
        return -1;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// From that port.
    Udp bound(int port) throws IOException {
      channel.bind(new InetSocketAddress(port));
      return this;
    }
  }

  /// Ends all conversations.
  void hangUp() {
    closeAll(talking);
    closeAll(accepted);
  }

  @Override
  public void close() {
    hangUp();
    closeAll(servers);
  }

  private static void closeAll(Queue<? extends NetworkChannel> channels) {
    for (var channel = channels.poll(); channel != null; channel = channels.poll()) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
