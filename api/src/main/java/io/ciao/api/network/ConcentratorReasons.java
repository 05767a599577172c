package io.ciao.api.network;

/// Reasons of a Concentrator's conditions `Ready` and `Standby`. They are part of the API: programs
/// may rely on them.
public final class ConcentratorReasons {
  private ConcentratorReasons() {}

  /// All of observedGeneration is in force.
  public static final String SERVING = "Serving";

  /// The spec asks for what this agent cannot do. Ends when spec or agent is another.
  public static final String SPEC_UNSUPPORTED = "SpecUnsupported";

  /// The node refused a change; it is tried again. Ends when it succeeds.
  public static final String NOT_APPLIED = "NotApplied";

  /// No node carries it, for none with the role network is ready. Ends when one is.
  public static final String NO_NETWORK_NODE = "NoNetworkNode";

  /// It was given to another node, which does not serve it yet. Ends when that one does.
  public static final String WAITING_FOR_TAKEOVER = "WaitingForTakeover";

  /// The condition that another node takes over when the one that serves is silent.
  public static final String STANDBY = "Standby";

  /// Two nodes carry it.
  public static final String STANDING_BY = "StandingBy";

  /// At most one node carries it. Ends when another one with the role network is ready, or when its
  /// network asks for two.
  public static final String NO_STANDBY = "NoStandby";
}
