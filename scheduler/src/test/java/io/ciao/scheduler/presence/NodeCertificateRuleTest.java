package io.ciao.scheduler.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Node;
import io.ciao.api.node.NodeReasons;
import io.ciao.scheduler.presence.NodeReadinessAction.SetConditions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCertificateRuleTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static Node node(String status) {
    var yaml = "metadata: {name: n1, uid: u}\nstatus: {" + status + "}";
    return Json.toRecord(ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), Node.class);
  }

  private static final String CERTIFICATE =
      "certificate: {notBefore: 2026-01-01T00:00:00Z, notAfter: 2026-01-02T00:00:00Z}";

  @ParameterizedTest
  @CsvSource({
    "0, True, CertificateCurrent, 2026-01-02",
    "1080, True, CertificateCurrent, 2026-01-02",
    "1081, False, RenewalOverdue, its agent's log",
    "1440, False, RenewalOverdue, its agent's log",
    "1441, False, CertificateExpired, ciaoctl node token --name n1"
  })
  void saysHowTheCertificateIs(int minutes, String status, String reason, String message) {
    var condition =
        NodeCertificateRule.condition(node(CERTIFICATE), BEGIN.plus(Duration.ofMinutes(minutes)))
            .orElseThrow();
    assertThat(condition.type()).isEqualTo(NodeReasons.CERTIFICATE_VALID);
    assertThat(condition.status()).isEqualTo(status);
    assertThat(condition.reason()).isEqualTo(reason);
    assertThat(condition.message()).contains(message);
  }

  @Test
  void ofACertificateThatNobodyToldOfNothingIsSaid() {
    assertThat(NodeCertificateRule.condition(node("version: x"), BEGIN)).isEmpty();
  }

  @Test
  void itStandsBesideReadyAndIsWrittenOnce() {
    var node = node("member: {state: Member, incarnation: 1}, " + CERTIFICATE);
    var written = written(node).orElseThrow();
    assertThat(written).extracting(Condition::type).contains("Ready", "CertificateValid");
    assertThat(Conditions.find(written, "CertificateValid").orElseThrow().lastTransitionTime())
        .isEqualTo(BEGIN);
  }

  private static Optional<List<Condition>> written(Node node) {
    return NodeReadinessDecider.decide(
            new NodeReadinessSnapshot(node, Duration.ZERO, true, List.of(), BEGIN))
        .actions()
        .stream()
        .filter(SetConditions.class::isInstance)
        .map(action -> ((SetConditions) action).conditions())
        .findFirst();
  }
}
