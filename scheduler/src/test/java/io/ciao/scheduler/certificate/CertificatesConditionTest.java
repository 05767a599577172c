package io.ciao.scheduler.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.meta.Condition;
import io.ciao.scheduler.certificate.ServerCertificateRule.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificatesConditionTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static Shown living(String holder, int days) {
    return new Shown(holder, BEGIN, BEGIN.plus(Duration.ofDays(days)));
  }

  private static Condition after(double days, Shown... shown) {
    return ServerCertificateRule.condition(List.of(shown), at(days));
  }

  private static Instant at(double days) {
    return BEGIN.plus(Duration.ofMinutes((long) (days * 24 * 60)));
  }

  @Test
  void peopleAreTold30DaysBeforeTheEndAndOfAShortLifeAQuarter() {
    var year = living("the scheduler", 365);
    assertThat(after(335, year).holds()).isTrue();
    var soon = after(335.1, year, living("the authority", 3650));
    assertThat(soon.reason()).isEqualTo("CertificatesEndSoon");
    assertThat(soon.message())
        .startsWith("that of the scheduler ends at 2027-01-01T00:00:00Z;")
        .doesNotContain("that of the authority");
    assertThat(after(365.1, year).message()).startsWith("that of the scheduler ended at");
    assertThat(after(2.9, living("x", 4)).holds()).isTrue();
    assertThat(after(3.1, living("x", 4)).holds()).isFalse();
  }

  @Test
  void theFirstToEndIsNamedWhileAllIsWell() {
    assertThat(after(1, living("the authority", 3650), living("apiserver a", 100)).message())
        .isEqualTo(
            "the first certificate to end, that of apiserver a ends at 2026-04-11T00:00:00Z");
  }

  @Test
  void aClusterConfigIsMadeOnlyWhenThereIsSomethingToDo() {
    assertThat(written(false, 1)).isEmpty();
    assertThat(written(false, 360))
        .hasSize(2)
        .first()
        .asString()
        .contains("\"kind\":\"ClusterConfig\"");
    assertThat(written(true, 1)).singleElement().asString().contains("CertificatesCurrent");
  }

  private static List<String> written(boolean present, double days) {
    var sent = new ArrayList<String>();
    var writer =
        new CertificatesCondition.Writer() {
          @Override
          public ObjectNode create(ObjectNode config) {
            sent.add(config.toString());
            config.withObject("/metadata").put("resourceVersion", "64");
            return config;
          }

          @Override
          public void patchStatus(ObjectNode patch) {
            sent.add(patch.toString());
          }
        };
    var config = Json.object();
    config.putObject("metadata").put("name", "default").put("resourceVersion", "64");
    var stored =
        present
            ? Optional.of(Json.toRecord(config, ClusterConfig.class))
            : Optional.<ClusterConfig>empty();
    new CertificatesCondition(
            () -> List.of(living("the scheduler", 365)), () -> stored, writer, () -> at(days))
        .reconcile(CertificatesCondition.KEY);
    return sent;
  }
}
