package io.ciao.ctl.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// An instance's ssh server as it is seen from here. Its port is a forward, which may take a
/// connection though nothing listens behind it; only what the server itself sends counts.
///
/// @param link the interface whose address connections come from; empty: as the system routes
record SshServer(String host, int port, Optional<String> link) {
  private static final int PATIENCE_MILLIS = 2000;
  private static final Duration POLL = Duration.ofMillis(250);
  private static final String BANNER = "SSH-";

  /// Whether it says that it is an ssh server; takes 4 s at most.
  boolean answers() {
    try (var socket = new Socket()) {
      var own = source();
      if (own.isPresent()) {
        socket.bind(new InetSocketAddress(own.get(), 0));
      }
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      var begin = socket.getInputStream().readNBytes(BANNER.length());
      return new String(begin, StandardCharsets.US_ASCII).equals(BANNER);
    } catch (IOException _) {
      return false;
    }
  }

  /// Asks until it answers or the time is over; tells which.
  boolean answersWithin(Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    while (!answers()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private Optional<InetAddress> source() throws IOException {
    if (link.isEmpty()) {
      return Optional.empty();
    }
    var found = NetworkInterface.getByName(link.get());
    return found == null
        ? Optional.empty()
        : found.inetAddresses().filter(address -> address.getAddress().length == 4).findFirst();
  }
}
