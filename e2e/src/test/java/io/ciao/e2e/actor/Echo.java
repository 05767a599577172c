package io.ciao.e2e.actor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A program of its own that is run in an instance's network. `serve PORT…` answers what comes by
/// TCP and UDP with the same; `talk tcp|udp HOST PORT` says something twenty times a second, over
/// one connection while that is answered, and prints when each answer came, in milliseconds since
/// the epoch, and over which connection.
public final class Echo {
  private static final int PACE_MILLIS = 50;
  private static final int CONNECT_MILLIS = 100;
  private static final int ANSWER_MILLIS = 400;

  private Echo() {}

  /// See above.
  public static void main(String[] argv) throws IOException {
    if (argv[0].equals("serve")) {
      for (int i = 1; i < argv.length; i++) {
        serve(Integer.parseInt(argv[i]));
      }
      return;
    }
    var to = new InetSocketAddress(argv[2], Integer.parseInt(argv[3]));
    var turns = Executors.newSingleThreadScheduledExecutor();
    var turn = argv[1].equals("tcp") ? new Tcp(to) : new Udp(to);
    turns.scheduleWithFixedDelay(turn, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void serve(int port) throws IOException {
    var tcp = new ServerSocket(port);
    var udp = new DatagramSocket(port);
    Thread.ofPlatform().start(() -> accept(tcp));
    Thread.ofPlatform().start(() -> answer(udp));
    System.out.println("serves " + port);
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        var connection = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(connection));
      }
    } catch (IOException e) {
      System.out.println("ended: " + e);
    }
  }

  private static void answer(Socket connection) {
    try (connection) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException e) {
      System.out.println("a connection ended: " + e);
    }
  }

  private static void answer(DatagramSocket socket) {
    var packet = new DatagramPacket(new byte[64], 64);
    try {
      while (true) {
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (IOException e) {
      System.out.println("ended: " + e);
    }
  }

  private static void answered(int connection) {
    System.out.println(System.currentTimeMillis() + " " + connection);
  }

  /// Connects anew once an answer does not come.
  private static final class Tcp implements Runnable {
    private final InetSocketAddress to;
    private Socket socket = new Socket();
    private int connection;

    Tcp(InetSocketAddress to) {
      this.to = to;
    }

    @Override
    public void run() {
      try {
        if (!socket.isConnected() || socket.isClosed()) {
          socket = new Socket();
          socket.connect(to, CONNECT_MILLIS);
          socket.setTcpNoDelay(true);
          socket.setSoTimeout(ANSWER_MILLIS);
          connection++;
        }
        socket.getOutputStream().write(1);
        if (socket.getInputStream().read() == 1) {
          answered(connection);
          return;
        }
        socket.close();
      } catch (IOException e) {
        close();
      }
    }

    private void close() {
      try {
        socket.close();
      } catch (IOException e) {
        System.out.println("close: " + e);
      }
    }
  }

  /// Of one port, so that all it says is one connection.
  private static final class Udp implements Runnable {
    private final InetSocketAddress to;
    private final DatagramSocket socket;

    Udp(InetSocketAddress to) throws IOException {
      this.to = to;
      this.socket = new DatagramSocket(0, InetAddress.getByName("0.0.0.0"));
      socket.setSoTimeout(CONNECT_MILLIS);
    }

    @Override
    public void run() {
      try {
        socket.send(new DatagramPacket(new byte[] {1}, 1, to));
        socket.receive(new DatagramPacket(new byte[8], 8));
        answered(1);
      } catch (IOException e) {
        // No answer; the next turn asks again.
      }
    }
  }
}
