package io.ciao.api.node;

import java.util.Optional;
import java.util.regex.Pattern;

/// What an administrator hands to a new machine so that it becomes a node:
/// `join.ID.SECRET.AUTHORITY`.
///
/// @param id names it, in logs too; 12 hexadecimal digits
/// @param secret shown to the cluster alone; 40 hexadecimal digits
/// @param authority SHA-256 of the public key of the cluster's authority, 64 hexadecimal digits:
///   the machine shows the secret to nobody else
public record JoinToken(String id, String secret, String authority) {
  /// Digits of an id.
  public static final int ID_DIGITS = 12;

  /// Digits of a secret.
  public static final int SECRET_DIGITS = 40;

  private static final String PREFIX = "join.";
  private static final Pattern TEXT =
      Pattern.compile("join\\.([0-9a-f]{12})\\.([0-9a-f]{40})\\.([0-9a-f]{64})");
  private static final Pattern SHOWN = Pattern.compile("join\\.([0-9a-f]{12})\\.([0-9a-f]{40})");

  /// What the cluster is shown: id and secret.
  public record Shown(String id, String secret) {
    /// Reads what [JoinToken#shown] made; empty if it is something else.
    public static Optional<Shown> parse(String text) {
      var matcher = SHOWN.matcher(text);
      return matcher.matches()
          ? Optional.of(new Shown(matcher.group(1), matcher.group(2)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return "Shown[id=" + id + "]";
    }
  }

  /// Reads a whole token; empty if it is none.
  public static Optional<JoinToken> parse(String text) {
    var matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new JoinToken(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  /// Whether it is meant to be one, whole or as shown.
  public static boolean looksLike(String text) {
    return text.startsWith(PREFIX);
  }

  /// The token without what is only for the machine: what it sends as bearer token.
  public String shown() {
    return PREFIX + id + "." + secret;
  }

  /// The whole token, to hand over.
  public String text() {
    return shown() + "." + authority;
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "JoinToken[id=" + id + "]";
  }
}
