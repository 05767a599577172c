package io.ciao.cnci.replica;

import io.ciao.linux.concentrator.Reach;

/// What this node is to a concentrator that it carries.
public enum Stance {
  /// It has everything, and neither says nor answers anything.
  STAND_BY(Reach.NOWHERE),

  /// It stands by, and asks the API for the role.
  TAKE(Reach.NOWHERE),

  /// It has the role, and the outside address may be somebody else's still.
  LEAD_INSIDE(Reach.INSIDE),

  /// It has the role.
  LEAD(Reach.OUTSIDE);

  private final Reach reach;

  Stance(Reach reach) {
    this.reach = reach;
  }

  /// How far the concentrator goes here.
  public Reach reach() {
    return reach;
  }

  /// Whether it has the role.
  public boolean leads() {
    return reach != Reach.NOWHERE;
  }
}
