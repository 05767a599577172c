package io.ciao.linux.concentrator;

/// How far a concentrator's packets go.
public enum Reach {
  /// Nowhere, and it answers nobody: it stands by, with all its rules and entries.
  NOWHERE,

  /// To the tenant's instances. It has no uplink, so its outside address is not here.
  INSIDE,

  /// To the instances and to the outside.
  OUTSIDE
}
