package io.ciao.api.node;

/// Reasons of a Node's condition `Ready`. They are part of the API: programs may rely on them.
public final class NodeReasons {
  private NodeReasons() {}

  /// Its agent is a member of the cluster and reports.
  public static final String AGENT_READY = "AgentReady";

  /// Its agent has not joined, or not joined again. Ends when it has.
  public static final String NOT_JOINED = "NotJoined";

  /// Its agent has joined and not yet said what the machine has. Ends with its first report.
  public static final String NOT_REPORTED = "NotReported";

  /// Nothing was heard of its agent for a while. Ends when it is heard again.
  public static final String NODE_SILENT = "NodeSilent";

  /// Its agent renewed nothing for longer than a node may, so nothing it has counts as running.
  /// Ends when it has joined again.
  public static final String LOST = "Lost";
}
