package io.ciao.ctl.dev;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds free ports, and who holds a taken one.
final class DevPorts {
  private final CommandRunner commands;

  DevPorts(CommandRunner commands) {
    this.commands = commands;
  }

  /// So many different ports that nobody listens on at this moment.
  static List<Integer> free(int count) {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new DevException("find a free port: " + e.getMessage(), e);
    } finally {
      sockets.forEach(DevPorts::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new DevException("give a port back: " + e.getMessage(), e);
    }
  }

  /// Who listens on that TCP port, as far as this machine tells; empty if it is free.
  Optional<String> holder(int port) {
    var output =
        commands.require(
            Command.of(
                "look who listens on port " + port,
                List.of("ss", "-H", "-l", "-t", "-n", "-p", "sport", "=", ":" + port)));
    return output.lines().findFirst().map(DevPorts::program);
  }

  /// From `users:(("java",pid=4711,fd=9))`.
  private static String program(String line) {
    var users = line.indexOf("users:((");
    return users < 0
        ? "another program"
        : line.substring(users + "users:((".length()).replace("))", "");
  }
}
