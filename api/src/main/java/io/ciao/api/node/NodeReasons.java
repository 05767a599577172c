package io.ciao.api.node;

/// Conditions of a Node and their reasons. They are part of the API: programs may rely on them.
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

  /// Whether its certificate goes on being good.
  public static final String CERTIFICATE_VALID = "CertificateValid";

  /// Its certificate is good, and it is not late to renew it.
  public static final String CERTIFICATE_CURRENT = "CertificateCurrent";

  /// Its certificate should have been renewed, and its agent has not managed to; its log says why.
  /// Ends when it is renewed.
  public static final String RENEWAL_OVERDUE = "RenewalOverdue";

  /// Its certificate has ended, so nobody lets its agent in any more. Ends when it joins again,
  /// with a token.
  public static final String CERTIFICATE_EXPIRED = "CertificateExpired";
}
