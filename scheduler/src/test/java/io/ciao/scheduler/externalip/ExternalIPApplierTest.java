package io.ciao.scheduler.externalip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.externalip.AddressMapping;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPSpec;
import io.ciao.api.externalip.ExternalIPStatus;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.scheduler.externalip.ExternalIPAction.Told;
import io.ciao.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExternalIPApplierTest {
  private static final List<Told> TOLD = List.of(new Told(Severity.NORMAL, "Mapped", "m"));
  private static final Condition READY = Condition.of("Ready", "True", "Unmapped", "m");

  private final List<String> sent = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int refusal;

  private final class Api implements ExternalIPApplier.Api {
    @Override
    public ObjectNode patch(ObjectKey externalIP, ObjectNode mergePatch) {
      return answer("main " + externalIP + " " + mergePatch);
    }

    @Override
    public ObjectNode patchStatus(ResourceType type, ObjectKey object, ObjectNode mergePatch) {
      return answer("status " + object + " " + mergePatch);
    }
  }

  private ObjectNode answer(String what) {
    sent.add(what);
    if (refusal != 0) {
      throw new ApiException(refusal, "Some", "refused", List.of());
    }
    var answer = Json.object();
    answer.putObject("metadata").put("resourceVersion", Integer.toString(64 * sent.size()));
    return answer;
  }

  private long apply(ExternalIPAction... actions) {
    return new ExternalIPApplier(
            new Api(), (about, one) -> told.add(about.name() + one), ManualClock.atStart())
        .apply(List.of(actions));
  }

  private static ExternalIP externalIP() {
    var meta =
        new ObjectMeta(
            "e",
            null,
            "t1",
            "uid-e",
            "7",
            1L,
            null,
            null,
            List.of(Finalizers.EXTERNAL_IP),
            null,
            null,
            null);
    var mapping = new AddressMapping("web", "uid-web", 1, 5, "default-4096");
    return new ExternalIP(
        null,
        null,
        meta,
        new ExternalIPSpec("public", null, null),
        new ExternalIPStatus(1L, "198.51.100.1", mapping, List.of()));
  }

  private static ExternalIPAction unmapping() {
    return new ExternalIPAction.SetStatus(
        externalIP(), new ExternalIPStatus(1L, "198.51.100.1", null, List.of(READY)), TOLD);
  }

  @Test
  void writesWhatDiffersAtTheVersionThatWasRead() {
    assertThat(apply(unmapping())).isEqualTo(64);

    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst())
        .startsWith("status t1/e {\"metadata\":{\"resourceVersion\":\"7\"},\"status\":{")
        .contains("\"mapping\":null", "\"reason\":\"Unmapped\"")
        .doesNotContain("198.51.100.1");
    assertThat(told).hasSize(1);
  }

  @Test
  void takesItsFinalizerOff() {
    apply(new ExternalIPAction.RemoveFinalizer(externalIP(), TOLD));

    assertThat(sent.getFirst()).startsWith("main t1/e ").contains("\"finalizers\":[]");
    assertThat(told).hasSize(1);
  }

  @Test
  void ofALostRaceNobodyIsTold() {
    refusal = 409;
    assertThat(apply(unmapping())).isZero();
    assertThat(told).isEmpty();

    refusal = 500;
    assertThatThrownBy(() -> apply(unmapping(), unmapping())).isInstanceOf(ApiException.class);
    assertThat(sent).as("the other had its turn").hasSize(3);
  }
}
