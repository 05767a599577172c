package io.ciao.ctl.apply;

import io.ciao.ctl.session.UsageException;

/// Whether a write is one.
public enum DryRun {
  /// It is.
  NONE,
  /// The server checks everything and stores nothing.
  SERVER,
  /// Nothing is sent.
  CLIENT;

  /// What the flag says.
  public static DryRun parse(String flag) {
    return switch (flag) {
      case "none" -> NONE;
      case "server" -> SERVER;
      case "client" -> CLIENT;
      default ->
          throw new UsageException(
              "--dry-run \"%s\" is unknown; use server, client or none".formatted(flag));
    };
  }

  /// The part of a request's query, empty or beginning with `&`.
  public String query() {
    return this == SERVER ? "&dryRun=All" : "";
  }

  /// What is printed behind a result.
  public String said() {
    return this == NONE ? "" : " (dry run)";
  }
}
