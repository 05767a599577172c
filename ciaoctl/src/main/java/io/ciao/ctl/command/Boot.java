package io.ciao.ctl.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/// Whether a guest may still be booting, and what is said about it. An instance is ready when it
/// runs and has its network; its own system needs some seconds more. Pure.
final class Boot {
  /// No longer than this is a start that may still go on.
  private static final Duration FRESH = Duration.ofMinutes(2);

  private Boot() {}

  /// Whether it was started a short while ago.
  ///
  /// @param startedAt when the node started it, as RFC 3339 writes it; empty if unknown
  static boolean isFresh(String startedAt, Instant now) {
    try {
      return Duration.between(Instant.parse(startedAt), now).compareTo(FRESH) < 0;
    } catch (DateTimeException _) {
      return false;
    }
  }

  /// Said when the wait begins.
  ///
  /// @param limit as the user wrote it
  static String waiting(String name, String limit) {
    return "instance/%s is booting; waiting for its ssh server (up to %s, console: ciaoctl logs -f %s)"
        .formatted(name, limit, name);
  }

  /// Said when ssh got no connection, and nothing answers as an ssh server does.
  static String silent(String name, SshServer server, boolean container) {
    return container
        ? "ciaoctl: nothing answers ssh in instance/%s; it is a container, and its image has no ssh server. Its output: ciaoctl logs %s"
            .formatted(name, name)
        : "ciaoctl: instance/%s runs, but nothing answers ssh at %s:%d. Still booting, or no ssh server in its image? Its console: ciaoctl logs %s"
            .formatted(name, server.host(), server.port(), name);
  }
}
