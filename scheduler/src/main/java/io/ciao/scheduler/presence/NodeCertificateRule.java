package io.ciao.scheduler.presence;

import io.ciao.api.meta.Condition;
import io.ciao.api.node.Node;
import io.ciao.api.node.NodeReasons;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether a node's certificate goes on being good. An agent renews it after two thirds of its
/// life; with a quarter left that has failed for a while. Pure.
final class NodeCertificateRule {
  private static final int OVERDUE_PART = 4;

  private NodeCertificateRule() {}

  /// The condition; empty: the agent has not said anything of its certificate.
  static Optional<Condition> condition(Node node, Instant now) {
    var certificate = node.status().certificate();
    if (certificate == null || certificate.notBefore() == null || certificate.notAfter() == null) {
      return Optional.empty();
    }
    var end = certificate.notAfter();
    var quarter = Duration.between(certificate.notBefore(), end).dividedBy(OVERDUE_PART);
    var name = node.metadata().requireName();
    if (end.isBefore(now)) {
      return Optional.of(
          condition(
              node,
              Condition.FALSE,
              NodeReasons.CERTIFICATE_EXPIRED,
              "its certificate ended at %s; it joins again with a token: ciaoctl node token --name %s"
                  .formatted(end, name)));
    }
    return Optional.of(
        end.minus(quarter).isBefore(now)
            ? condition(
                node,
                Condition.FALSE,
                NodeReasons.RENEWAL_OVERDUE,
                "its certificate ends at %s and was not renewed; its agent's log says why"
                    .formatted(end))
            : condition(
                node,
                Condition.TRUE,
                NodeReasons.CERTIFICATE_CURRENT,
                "its certificate is good until %s".formatted(end)));
  }

  private static Condition condition(Node node, String status, String reason, String message) {
    return Condition.of(NodeReasons.CERTIFICATE_VALID, status, reason, message)
        .observing(node.metadata().generationOrZero());
  }
}
