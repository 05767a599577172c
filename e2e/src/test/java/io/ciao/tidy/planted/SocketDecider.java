package io.ciao.tidy.planted;

import java.io.IOException;
import java.net.Socket;

/// Opens a connection.
public final class SocketDecider {
  private SocketDecider() {}

  static boolean decide(String host) throws IOException {
    try (var socket = new Socket(host, 1)) {
      return socket.isConnected();
    }
  }
}
