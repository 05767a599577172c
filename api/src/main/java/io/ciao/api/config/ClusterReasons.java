package io.ciao.api.config;

/// Types and reasons of a ClusterConfig's conditions. They are part of the API: programs may rely
/// on them.
public final class ClusterReasons {
  private ClusterReasons() {}

  /// Whether nodes that fall silent are left alone for now.
  public static final String FAILOVER_PAUSED = "FailoverPaused";

  /// More than half of the nodes fell silent within a minute, so that a network is more likely to
  /// have broken than they. Ends when they are heard again, or by `ciaoctl failover --resume`.
  public static final String MANY_NODES_SILENT = "ManyNodesSilent";

  /// Renewals of the scheduler's own do not come back, so that nothing can be said of nodes. Ends
  /// when they do.
  public static final String RENEWALS_NOT_SEEN = "RenewalsNotSeen";

  /// spec.failover.paused is true. Ends when it is false.
  public static final String PAUSED_BY_OPERATOR = "PausedByOperator";

  /// The scheduler has told the nodes that it reaches; one that is away is told when it comes back.
  public static final String NODES_TOLD = "NodesTold";

  /// Nodes that fall silent are declared lost.
  public static final String WATCHING = "Watching";

  /// Whether the certificates of apiservers, the leading scheduler and the authority go on being
  /// good.
  public static final String CERTIFICATES_VALID = "CertificatesValid";

  /// None of them ends soon.
  public static final String CERTIFICATES_CURRENT = "CertificatesCurrent";

  /// The ones that the message names end soon, or have ended, and nothing renews them. Ends when
  /// they are replaced.
  public static final String CERTIFICATES_END_SOON = "CertificatesEndSoon";
}
