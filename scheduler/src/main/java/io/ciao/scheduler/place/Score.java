package io.ciao.scheduler.place;

/// How good a node is for an instance: what it prefers first, then how full the node would be.
///
/// @param preference more is better
/// @param burden less is better
record Score(long preference, double burden) {
  static final Score WORST = new Score(Long.MIN_VALUE, Double.MAX_VALUE);

  Score plus(long preferred) {
    return preferred == 0 ? this : new Score(preference + preferred, burden);
  }

  boolean isBetterThan(Score other) {
    return preference == other.preference ? burden < other.burden : preference > other.preference;
  }
}
