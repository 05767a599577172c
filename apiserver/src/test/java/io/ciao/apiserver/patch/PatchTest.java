package io.ciao.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.status.RequestRefused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatchTest {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final KindDefinition INSTANCE = KINDS.require("Instance");
  private static final KindDefinition NAMESPACE = KINDS.require("Namespace");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{"op":"add","path":"/b","value":2}]                        | {"a":[1,2],"b":2}
          [{"op":"add","path":"/a/0","value":9}]                      | {"a":[9,1,2]}
          [{"op":"add","path":"/a/-","value":9}]                      | {"a":[1,2,9]}
          [{"op":"remove","path":"/a/1"}]                             | {"a":[1]}
          [{"op":"replace","path":"/a/0","value":"x"}]                | {"a":["x",2]}
          [{"op":"copy","from":"/a/0","path":"/b"}]                   | {"a":[1,2],"b":1}
          [{"op":"move","from":"/a/0","path":"/b"}]                   | {"a":[2],"b":1}
          [{"op":"test","path":"/a/0","value":1}]                     | {"a":[1,2]}
          [{"op":"add","path":"/x~1y","value":{"n~0":1}}]             | {"a":[1,2],"x/y":{"n~0":1}}
          [{"op":"replace","path":"","value":{"z":1}}]                | {"z":1}
          """)
  void appliesJsonPatches(String patch, String expected) {
    ObjectNode target = tree("{\"a\":[1,2]}");

    ObjectNode result = read(patch, Patch.JSON).apply(target);

    assertThat(result).isEqualTo(tree(expected));
    assertThat(target).isEqualTo(tree("{\"a\":[1,2]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"op\":\"test\",\"path\":\"/a/0\",\"value\":2}]",
        "[{\"op\":\"remove\",\"path\":\"/b\"}]",
        "[{\"op\":\"remove\",\"path\":\"/a/2\"}]",
        "[{\"op\":\"add\",\"path\":\"/a/3\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/a/01\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/b/c\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"b\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/b\"}]",
        "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/0\"}]",
        "[{\"op\":\"what\",\"path\":\"/a\"}]",
      })
  void refusesJsonPatchesThatDoNotFit(String patch) {
    assertThatThrownBy(() -> read(patch, Patch.JSON).apply(tree("{\"a\":[1,2]}")))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(422));
  }

  @Test
  void takesStrategicPatchesOfBuiltInKindsAlone() {
    byte[] body = bytes("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

    assertThat(Patch.read(body, Patch.STRATEGIC, NAMESPACE)).isInstanceOf(Patch.Strategic.class);
    assertThatThrownBy(() -> Patch.read(body, Patch.STRATEGIC, INSTANCE))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(415));
  }

  @Test
  void tellsAppliesFromPatches() {
    assertThat(Patch.isApply("application/apply-patch+yaml")).isTrue();
    assertThat(Patch.isApply(Patch.MERGE)).isFalse();
    assertThatThrownBy(() -> read("{}", "application/apply-patch+cbor"))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(415));
  }

  private static Patch read(String body, String type) {
    return Patch.read(bytes(body), type, INSTANCE);
  }

  private static ObjectNode tree(String json) {
    return Json.parse(bytes(json));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
