package io.ciao.cnci.replica;

/// All that one other node has said of one concentrator.
///
/// @param at when it said anything last, in nanoseconds of the listener's clock
/// @param epoch the highest that it named
/// @param follows whether it stands by, as it said last
/// @param activeAt when it last said that it has the role, by the same clock; 0 if it never did
/// @param activeEpoch the highest at which it said so; 0 if it never did
public record Heard(long at, long epoch, boolean follows, long activeAt, long activeEpoch) {
  /// What the first word tells.
  static Heard first(Word word, long now) {
    return new Heard(now, 0, true, 0, 0).and(word, now);
  }

  /// What it is after another word.
  Heard and(Word word, long now) {
    var active = word.active();
    return new Heard(
        now,
        Math.max(epoch, word.epoch()),
        !active,
        active ? now : activeAt,
        active ? Math.max(activeEpoch, word.epoch()) : activeEpoch);
  }
}
