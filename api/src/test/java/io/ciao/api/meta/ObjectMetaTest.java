package io.ciao.api.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectMetaTest {
  private static ObjectMeta read(String json) {
    return Json.toRecord(Json.parse(json.getBytes(StandardCharsets.UTF_8)), ObjectMeta.class);
  }

  @Test
  void absentListsAndMapsAreEmpty() {
    var meta = read("{\"name\":\"a\"}");

    assertThat(meta.finalizers()).isEmpty();
    assertThat(meta.labels()).isEmpty();
    assertThat(meta.version()).isZero();
    assertThat(meta.deleting()).isFalse();
    assertThat(Json.writeText(Json.toTree(meta))).isEqualTo("{\"name\":\"a\"}");
  }

  @Test
  void whatWasNeverStoredHasNoUid() {
    assertThatThrownBy(() -> ObjectMeta.named("t1", "a").requireUid())
        .hasMessage("metadata.uid is needed but absent: the object was never stored");
  }

  @Test
  void finalizerPatchNamesTheVersionThatWasReadAndKeepsTheOthers() {
    var meta =
        read(
            "{\"name\":\"a\",\"uid\":\"u1\",\"resourceVersion\":\"77\","
                + "\"finalizers\":[\"x/y\",\"ciao.io/node\",\"z\"]}");

    var patch = Finalizers.without(meta, Finalizers.NODE);

    assertThat(Json.writeText(patch))
        .isEqualTo(
            "{\"metadata\":{\"uid\":\"u1\",\"resourceVersion\":\"77\",\"finalizers\":[\"x/y\",\"z\"]}}");
  }

  @Test
  void keysComeInOrderOfNamespacesThenNames() {
    var keys =
        List.of(
            new ObjectKey("a-b", "x"),
            new ObjectKey("a", "y"),
            new ObjectKey(null, "z"),
            new ObjectKey("a", "x"));

    assertThat(keys.stream().sorted().map(ObjectKey::toString))
        .containsExactly("z", "a/x", "a/y", "a-b/x");
  }
}
