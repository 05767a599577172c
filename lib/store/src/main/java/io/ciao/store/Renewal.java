package io.ciao.store;

import java.util.Optional;
import java.util.regex.Pattern;

/// A sign of life: what `/ciao-sys/presence/<node>` holds, as two decimals.
///
/// @param incarnation the node's membership that speaks
/// @param seq grows with every renewal of an incarnation
public record Renewal(long incarnation, long seq) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

  /// Reads a key's text; empty if it is none of ours.
  static Optional<Renewal> parse(String text) {
    var matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Renewal(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /// What the node's member key holds while the incarnation is a member.
  String member() {
    return "Member(" + incarnation + ")";
  }

  /// Whether it was made after the other.
  public boolean isNewerThan(Renewal other) {
    return incarnation == other.incarnation ? seq > other.seq : incarnation > other.incarnation;
  }

  @Override
  public String toString() {
    return incarnation + " " + seq;
  }
}
