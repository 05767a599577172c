package io.ciao.cnci.replica;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a node says of itself and one concentrator, as a line of text: `UID EPOCH active` or `UID
/// EPOCH standby`.
///
/// @param uid the concentrator's
/// @param epoch of the role, as far as the speaker knows; 0 while nobody has had it
/// @param active whether the speaker has the role
public record Word(String uid, long epoch, boolean active) {
  /// Nothing that is longer is a word.
  static final int LINE_MAX = 128;

  private static final Pattern LINE =
      Pattern.compile("([-A-Za-z0-9]{1,64}) ([0-9]{1,18}) (active|standby)");

  String line() {
    return uid + " " + epoch + (active ? " active" : " standby");
  }

  /// Empty if it is none.
  static Optional<Word> parse(String line) {
    var matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new Word(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                matcher.group(3).equals("active")))
        : Optional.empty();
  }
}
