package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
  private static JsonNode json(String text) throws Exception {
    return Numbers.canonical(new ObjectMapper().readTree(text));
  }

  /// The examples of RFC 7386, appendix A.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"}|{\"a\":null}|{}",
        "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
        "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
        "[\"a\",\"b\"]|[\"c\",\"d\"]|[\"c\",\"d\"]",
        "{\"a\":\"b\"}|[\"c\"]|[\"c\"]",
        "{\"a\":\"foo\"}|null|null",
        "{\"a\":\"foo\"}|\"bar\"|\"bar\"",
        "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
        "[1,2]|{\"a\":\"b\",\"c\":null}|{\"a\":\"b\"}",
        "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}"
      })
  void followsTheExamplesOfTheStandard(String target, String patch, String result)
      throws Exception {
    assertThat(MergePatch.apply(json(target), json(patch))).isEqualTo(json(result));
  }

  @Test
  void leavesItsArgumentsAloneAndSharesNothing() throws Exception {
    var target = json("{\"a\":{\"x\":1},\"b\":[1]}");
    var patch = json("{\"c\":{\"y\":[2]},\"a\":{\"z\":3}}");
    var result = (ObjectNode) MergePatch.apply(target, patch);
    result.withObject("/a").put("x", 9);
    result.withArray("/b").add(9);
    result.withObject("/c").withArray("/y").add(9);
    assertThat(target).isEqualTo(json("{\"a\":{\"x\":1},\"b\":[1]}"));
    assertThat(patch).isEqualTo(json("{\"c\":{\"y\":[2]},\"a\":{\"z\":3}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}|{\"a\":1}|{}",
        "{\"a\":1,\"b\":2}|{\"a\":3,\"b\":2}|{\"a\":3}",
        "{\"a\":1,\"b\":2}|{\"b\":2}|{\"a\":null}",
        "{}|{\"a\":{\"b\":1}}|{\"a\":{\"b\":1}}",
        "{\"a\":{\"b\":1,\"c\":2}}|{\"a\":{\"b\":1,\"d\":3}}|{\"a\":{\"d\":3,\"c\":null}}",
        "{\"a\":[1,2]}|{\"a\":[2]}|{\"a\":[2]}",
        "{\"a\":{\"b\":1}}|{\"a\":[1]}|{\"a\":[1]}",
        "{\"a\":[1]}|{\"a\":{\"b\":1}}|{\"a\":{\"b\":1}}"
      })
  void saysOnlyWhatIsAnother(String before, String after, String patch) throws Exception {
    var from = (ObjectNode) json(before);
    var to = (ObjectNode) json(after);

    assertThat(MergePatch.between(from, to)).isEqualTo(json(patch));
    assertThat(MergePatch.apply(from, MergePatch.between(from, to))).isEqualTo(to);
  }
}
