package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An object's version is put into its JSON without parsing it.
final class ObjectDraftTest {
  private static final ResourceKey KEY = Samples.instanceKey("n", "web");
  private static final List<String> NASTY =
      List.of(
          "\"metadata\":{",
          ",\"metadata\":{\"resourceVersion\":\"1\",",
          "\\",
          "\\\"metadata\":{",
          "{\"metadata\":{",
          "ü\u2028\n",
          "");

  @Test
  void theVersionStandsInTheMetadataWhateverTheObjectSays() {
    for (long seed = 0; seed < Seeds.cases(2_000); seed++) {
      Gen gen = Gen.ofSeed(seed);
      ObjectNode tree = object(gen);
      long version = 1L << gen.between(0, 62);

      StoredObject object = StoredObject.of(KEY, version, tree, Samples.INDEXER);

      ObjectNode expected = tree.deepCopy();
      expected.withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
      assertThat(object.tree()).as("seed %d", seed).isEqualTo(expected);
      StoredObject moved = object.at(77).at(version).at(123_456);
      expected.withObjectProperty("metadata").put("resourceVersion", "123456");
      assertThat(moved.tree()).as("seed %d", seed).isEqualTo(expected);
      assertThat(moved.version()).isEqualTo(123_456);
      assertThat(moved.labels()).isEqualTo(object.labels());
    }
  }

  @Test
  void theTreeIsReadCompletelyAndLeftAsItIs() {
    ObjectNode tree = Samples.object(KEY);
    tree.withObjectProperty("metadata").put("resourceVersion", "5");
    ObjectNode before = tree.deepCopy();

    OwnWrite own = new OwnWrite(KEY, StoredForm.of(tree), Samples.INDEXER, Sealing.none(), true);
    assertThat(tree).isEqualTo(before);
    tree.withObjectProperty("spec").put("count", 99);

    assertThat(own.at(640).tree().at("/spec/count").asLong()).isZero();
    assertThat(own.at(640)).isSameAs(own.at(640));
    assertThat(own.uid()).isNotEmpty().isEqualTo(before.at("/metadata/uid").asText());
    ObjectNode stored = before.deepCopy();
    stored.withObjectProperty("metadata").remove("resourceVersion");
    assertThat(own.bytes().toString(StandardCharsets.UTF_8))
        .isEqualTo(new String(YamlEmitter.emit(stored), StandardCharsets.UTF_8));
  }

  @Test
  void anObjectWithoutMetadataGetsSome() {
    ObjectNode tree = Json.object().put("kind", "Instance");

    assertThat(StoredObject.of(KEY, 64, tree, Indexer.none()).tree())
        .isEqualTo(Json.parse(ascii("{'kind':'Instance','metadata':{'resourceVersion':'64'}}")));
  }

  private static ObjectNode object(Gen gen) {
    ObjectNode tree = Json.object();
    for (String field : gen.shuffled(List.of("spec", "metadata", "kind", "apiVersion", "status"))) {
      switch (field) {
        case "apiVersion", "kind" -> tree.put(field, gen.oneOf(NASTY));
        case "metadata" -> metadata(tree.putObject("metadata"), gen);
        default ->
            tree.putObject(field)
                .put(gen.oneOf(NASTY), gen.oneOf(NASTY))
                .putObject("metadata")
                .put("resourceVersion", gen.oneOf(NASTY));
      }
    }
    return tree;
  }

  private static void metadata(ObjectNode metadata, Gen gen) {
    metadata.put("name", "web").put("uid", "u");
    metadata.putObject("labels").put("a", gen.oneOf(NASTY));
    metadata.putObject("annotations").put(gen.oneOf(NASTY), gen.oneOf(NASTY));
    if (gen.between(0, 1) == 0) {
      metadata.put("resourceVersion", "17");
    }
  }

  private static byte[] ascii(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
  }
}
