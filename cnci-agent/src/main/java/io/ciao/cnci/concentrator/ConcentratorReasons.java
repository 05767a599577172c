package io.ciao.cnci.concentrator;

/// Reasons of a Concentrator's condition `Ready`.
final class ConcentratorReasons {
  /// All of observedGeneration is in force.
  static final String SERVING = "Serving";

  /// The spec asks for what this agent cannot do.
  static final String SPEC_UNSUPPORTED = "SpecUnsupported";

  /// The node refused a change; it is tried again.
  static final String NOT_APPLIED = "NotApplied";

  private ConcentratorReasons() {}
}
