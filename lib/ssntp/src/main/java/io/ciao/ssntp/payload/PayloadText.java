package io.ciao.ssntp.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/// Payload text to tree and back. The frame's payload bound limits the input's size.
final class PayloadText {

  private static final int DEPTH_MAX = 64;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH_MAX)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(CONSTRAINTS)
                  .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Whole numbers are longs in API objects, whoever reads them.
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .streamReadConstraints(CONSTRAINTS)
                  .loaderOptions(loaderOptions())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private PayloadText() {}

  private static LoaderOptions loaderOptions() {
    var options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setNestingDepthLimit(DEPTH_MAX);
    return options;
  }

  static ObjectNode mapping() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String line(JsonNode tree) {
    return tree.toString();
  }

  static Bytes bytes(ObjectNode tree) {
    return Bytes.utf8(line(tree));
  }

  /// Reads a payload whose root is a mapping.
  static <T> PayloadResult<T> parse(String text, Function<Fields, T> reader) {
    try {
      if (tree(text) instanceof ObjectNode root) {
        var fields = Fields.of(root);
        return fields.result(reader.apply(fields));
      }
      return new Corrupt<>("the payload is no mapping");
    } catch (JsonProcessingException e) {
      return new Corrupt<>("the payload is no YAML: " + e.getOriginalMessage());
    } catch (YAMLException e) {
      return new Corrupt<>("the payload is no YAML: " + e.getMessage());
    }
  }

  /// As {@link #parse(String, Function)}, under a root key that must be there.
  static <T> PayloadResult<T> parse(Bytes payload, String root, Function<Fields, T> reader) {
    return parse(
        payload.utf8(),
        fields -> {
          fields.require(root);
          return reader.apply(fields);
        });
  }

  /// What begins with a brace is tried as JSON first, which is ten times as fast.
  private static JsonNode tree(String text) throws JsonProcessingException {
    if (text.stripLeading().startsWith("{")) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException _) {
        return YAML.readTree(text);
      }
    }
    return YAML.readTree(text);
  }
}
