package io.ciao.cnci.concentrator;

/// Reasons of a Concentrator's condition `Ready`.
final class ConcentratorReasons {
  /// All of observedGeneration is in force.
  static final String SERVING = "Serving";

  /// The spec lacks something that the network reconciler still has to fill in.
  static final String WAITING_FOR_SPEC = "WaitingForSpec";

  /// The spec asks for what this agent cannot do.
  static final String SPEC_UNSUPPORTED = "SpecUnsupported";

  /// The node refused a change; it is tried again.
  static final String NOT_APPLIED = "NotApplied";

  private ConcentratorReasons() {}
}
