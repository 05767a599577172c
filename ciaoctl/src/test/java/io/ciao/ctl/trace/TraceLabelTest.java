package io.ciao.ctl.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.session.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLabelTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  private static ObjectNode labelled(String kind) {
    var object = Json.object().put("kind", kind);
    object.putObject("metadata").put("name", "web");
    object.putObject("spec");
    var wanted = new Wanted("f", KINDS.require(kind), "team", "web", object);
    return TraceLabel.on(wanted, "shop-1").object();
  }

  @Test
  void anInstanceAndTheInstancesOfASetAreLabelled() {
    assertThat(labelled("Instance").path("metadata").path("labels").path("ciao.io/trace").asText())
        .isEqualTo("shop-1");
    var set = labelled("InstanceSet");
    assertThat(set.at("/spec/template/metadata/labels").path("ciao.io/trace").asText())
        .isEqualTo("shop-1");
    assertThat(set.path("metadata").has("labels")).isFalse();
  }

  @Test
  void whatDoesNotStartIsLeftAlone() {
    assertThat(labelled("Volume").path("metadata").has("labels")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "-a", "a,b", "a/b"})
  void whatALabelCannotHoldIsRefused(String text) {
    assertThatThrownBy(() -> TraceLabel.require(text)).isInstanceOf(UsageException.class);
  }
}
