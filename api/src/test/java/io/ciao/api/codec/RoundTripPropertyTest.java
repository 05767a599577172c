package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What is emitted is read back as the same tree, by our readers and by a standard parser.
///
/// 10,000 objects; with `-Dciao.long=true` 1,000,000. `-Dciao.seed=N` repeats a run.
class RoundTripPropertyTest {
  private static final int OBJECTS = Seeds.cases(10_000);
  private static final long SEED = Long.getLong("ciao.seed", 20261121L);

  @Test
  void everyReaderGetsBackWhatWasEmitted() {
    for (var i = 0; i < OBJECTS; i++) {
      var seed = SEED + i;
      var object = new GeneratedTrees(seed).object();
      var yaml = YamlEmitter.emit(object);
      try {
        assertThat(ObjectReader.readOne(yaml)).isEqualTo(object);
        assertThat(ObjectReader.readStored(yaml)).isEqualTo(object);
        assertThat(StoredYamlReader.tryRead(text(yaml), ReadLimits.DEFAULT) == null)
            .as("the fast reader declines only long keys and nothing")
            .isEqualTo(object.isEmpty() || hasLongKey(object));
        assertThat(canonical(standardParser().load(text(yaml)))).isEqualTo(object);
        assertThat(YamlEmitter.emit(shuffled(object, seed))).isEqualTo(yaml);
        assertThat(ObjectReader.readOne(Json.write(object))).isEqualTo(object);
      } catch (AssertionError | RuntimeException e) {
        fail("seed %d: %s\n%s".formatted(seed, e.getMessage(), text(yaml)), e);
      }
    }
  }

  @Test
  void changedTextIsReadAlikeByBothReadersOrRefused() {
    var random = new SplittableRandom(SEED);
    for (var i = 0; i < OBJECTS / 2; i++) {
      var yaml = YamlEmitter.emit(new GeneratedTrees(SEED + i).object());
      var once = damaged(yaml, random);
      var changed = random.nextInt(3) == 0 ? damaged(once, random) : once;
      var stored = outcome(() -> ObjectReader.readStored(changed));
      var full = outcome(() -> ObjectReader.readOne(changed));
      assertThat(stored).as("seed %d: %s", SEED + i, text(changed)).isEqualTo(full);
    }
  }

  private static byte[] damaged(byte[] yaml, SplittableRandom random) {
    var alphabet = " \n:-?|\"\\ua{}[]#0_\t&*!".getBytes(StandardCharsets.US_ASCII);
    var at = random.nextInt(yaml.length);
    return switch (random.nextInt(5)) {
      case 0, 1 -> unquoted(yaml, at);
      case 2 -> {
        var changed = yaml.clone();
        changed[at] = alphabet[random.nextInt(alphabet.length)];
        yield changed;
      }
      case 3 -> {
        var shorter = Arrays.copyOf(yaml, yaml.length - 1);
        System.arraycopy(yaml, at + 1, shorter, at, yaml.length - at - 1);
        yield shorter;
      }
      default -> {
        var longer = Arrays.copyOf(yaml, yaml.length + 1);
        System.arraycopy(yaml, at, longer, at + 1, yaml.length - at);
        longer[at] = alphabet[random.nextInt(alphabet.length)];
        yield longer;
      }
    };
  }

  /// Takes the quotes off the next quoted text: what was text may now be anything.
  private static byte[] unquoted(byte[] yaml, int from) {
    var text = text(yaml);
    var open = text.indexOf('"', Math.min(from, text.length() - 1));
    var close = open < 0 ? -1 : text.indexOf('"', open + 1);
    if (close < 0) {
      return yaml;
    }
    return (text.substring(0, open) + text.substring(open + 1, close) + text.substring(close + 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String outcome(Supplier<ObjectNode> reader) {
    try {
      return Json.writeText(reader.get());
    } catch (UnreadableObjectException e) {
      return "refused: " + e.getMessage();
    }
  }

  private static boolean hasLongKey(JsonNode node) {
    for (var field : node.properties()) {
      if (field.getKey().length() > 100 || hasLongKey(field.getValue())) {
        return true;
      }
    }
    for (var item : node) {
      if (node.isArray() && hasLongKey(item)) {
        return true;
      }
    }
    return false;
  }

  private static String text(byte[] yaml) {
    return new String(yaml, StandardCharsets.UTF_8);
  }

  private static Yaml standardParser() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }

  /// What the standard parser gives (Integer, Long, Double …) in canonical form.
  private static JsonNode canonical(Object loaded) {
    return Numbers.canonical(new ObjectMapper().valueToTree(loaded));
  }

  private static JsonNode shuffledNode(JsonNode node, RandomGenerator random) {
    return switch (node) {
      case ObjectNode object -> {
        var keys = new ArrayList<String>();
        object.fieldNames().forEachRemaining(keys::add);
        Collections.shuffle(keys, random);
        var result = Json.object();
        keys.forEach(key -> result.set(key, shuffledNode(object.get(key), random)));
        yield result;
      }
      case ArrayNode array -> {
        var result = Json.array();
        array.forEach(item -> result.add(shuffledNode(item, random)));
        yield result;
      }
      case JsonNode scalar -> scalar;
    };
  }

  private static ObjectNode shuffled(ObjectNode object, long seed) {
    return (ObjectNode) shuffledNode(object, new SplittableRandom(seed));
  }
}
