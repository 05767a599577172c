package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlEmitterTest {
  private static String emitted(String json) {
    return new String(
        YamlEmitter.emit(Json.parse(json.getBytes(StandardCharsets.UTF_8))),
        StandardCharsets.UTF_8);
  }

  private static String scalar(String text) {
    return YamlEmitter.emitText(TextNode.valueOf(text));
  }

  @Test
  void writesAnObjectAsBlockYaml() {
    var json =
        """
        {"status": {"conditions": [{"type": "Ready", "status": "True"}], "none": []},
         "spec": {"running": true, "resources": {"vcpus": 2, "memory": "512Mi"}, "empty": {},
                  "cloudInit": {"userData": "#cloud-config\\nruncmd:\\n- [a, b]\\n"},
                  "matrix": [[1, 2], [], [[3]], [{"a": 1, "b": null}]], "load": 0.5},
         "metadata": {"name": "web", "labels": {"ciao.io/zone": "a", "app": "yes"}},
         "kind": "Instance", "apiVersion": "ciao.io/v1", "extra": 1}
        """;
    assertThat(emitted(json))
        .isEqualTo(
            """
            apiVersion: ciao.io/v1
            kind: Instance
            metadata:
              labels:
                app: "yes"
                ciao.io/zone: a
              name: web
            spec:
              cloudInit:
                userData: |
                  #cloud-config
                  runcmd:
                  - [a, b]
              empty: {}
              load: 0.5
              matrix:
              - - 1
                - 2
              - []
              - - - 3
              - - a: 1
                  b: null
              resources:
                memory: "512Mi"
                vcpus: 2
              running: true
            status:
              conditions:
              - status: "True"
                type: Ready
              none: []
            extra: 1
            """);
  }

  @Test
  void writesLongKeysWithAQuestionMark() {
    var key = "k".repeat(101);
    var object = Json.object();
    object.put("k".repeat(100), 1);
    object.put(key, 1);
    object.putObject(key + "m").put("a", 1);
    object.putArray(key + "s").add(1);
    object.put(key + "t", "a\nb\n");
    assertThat(YamlEmitter.emitText(object))
        .isEqualTo(
            """
            %s: 1
            ? %s
            : 1
            ? %sm
            :
              a: 1
            ? %ss
            :
              - 1
            ? %st
            : |
              a
              b
            """
                .formatted("k".repeat(100), key, key, key, key));
  }

  @Test
  void sortsKeysByCodePoint() {
    var inner = Json.object().put("\ud83d\ude00", 1).put("\uff21", 2).put("b", 3).put("B", 4);
    var text = YamlEmitter.emitText(Json.object().set("spec", inner));
    assertThat(text).isEqualTo("spec:\n  B: 4\n  b: 3\n  \"\uff21\": 2\n  \"\ud83d\ude00\": 1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Web",
        "_x",
        "/dev/null",
        "ciao.io/v1",
        "a-b.c_d",
        "yess",
        "nulls",
        "e3",
        "azAZ09"
      })
  void writesHarmlessTextPlain(String text) {
    assertThat(scalar(text)).isEqualTo(text + "\n");
  }

  @Test
  void plainTextEndsAtItsLimit() {
    assertThat(scalar("p".repeat(120))).isEqualTo("p".repeat(120) + "\n");
    assertThat(scalar("p".repeat(121))).isEqualTo("\"" + "p".repeat(121) + "\"\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "y", "N", "yes", "No", "ON", "off", "True", "FALSE", "null", "Null", "1", "0x1f", ".5",
        "-a", "a b", "a:b", "a:", "#a", "12:30", "512Mi", "a,b", "é", "~", "<<", "a=b", "@a", "*a",
        "[a", "`a", "{a", "0a", "9a", "a:9", "[", "`"
      })
  void quotesTextThatSomeParserTakesForSomethingElse(String text) {
    assertThat(scalar(text)).isEqualTo("\"" + text + "\"\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "00|\"\\u0000\"",
        "1f|\"\\u001F\"",
        "7f|\"\\u007F\"",
        "80|\"\\u0080\"",
        "85|\"\\u0085\"",
        "9f|\"\\u009F\"",
        "a0|\"\\u00A0\"",
        "2028|\"\\u2028\"",
        "2029|\"\\u2029\"",
        "feff|\"\\uFEFF\"",
        "fffe|\"\\uFFFE\"",
        "ffff|\"\\uFFFF\"",
        "0a|\"\\n\"",
        "0d|\"\\r\"",
        "09|\"\\t\"",
        "22|\"\\\"\"",
        "5c|\"\\\\\""
      })
  void escapesWhatYamlDoesNotCarry(String hex, String expected) {
    var text = Character.toString(Integer.parseInt(hex, 16));
    assertThat(scalar(text)).isEqualTo(expected + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\na\n", " a\n", "a\n\n", "a \n", "a\nb", "a\tb\n", "é\n", "a\r\n", "a \nb\n"
      })
  void quotesTextThatABlockDoesNotKeep(String text) {
    assertThat(scalar(text)).startsWith("\"").endsWith("\"\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\n", "a\n\n b\n", "# a\n", "---\n", "1\n", "yes\n"})
  void writesTextOfLinesAsABlock(String text) {
    assertThat(scalar(text)).startsWith("|\n  ");
  }

  @Test
  void anEmptyLineOfABlockStaysEmpty() {
    assertThat(scalar("a ~\n\n b\n")).isEqualTo("|\n  a ~\n\n   b\n");
    assertThat(YamlEmitter.emitText(Json.object().put("a", "b\n\nc\n")))
        .isEqualTo("a: |\n  b\n\n  c\n");
  }

  @Test
  void writesNumbersSoThatEveryParserAgrees() {
    assertThat(emitted("{\"a\": 1e22, \"b\": 1.5e-10, \"c\": 2.0, \"d\": -9223372036854775808}"))
        .isEqualTo("a: 1.0e+22\nb: 1.5e-10\nc: 2\nd: -9223372036854775808\n");
  }

  @Test
  void emptyContainersAndScalarsAreDocumentsToo() {
    assertThat(YamlEmitter.emitText(Json.object())).isEqualTo("{}\n");
    assertThat(YamlEmitter.emitText(Json.array())).isEqualTo("[]\n");
    assertThat(YamlEmitter.emitText(Json.array().add("a").add(1))).isEqualTo("- a\n- 1\n");
  }

  @Test
  void refusesWhatHasNoCanonicalForm() {
    var big = BigIntegerNode.valueOf(BigInteger.TWO.pow(63));
    assertThatThrownBy(() -> YamlEmitter.emitText(big)).hasMessageContaining("64-bit");
    assertThatThrownBy(() -> YamlEmitter.emitText(DoubleNode.valueOf(Double.NaN)))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> scalar("a\ud800b"))
        .hasMessageContaining("lone surrogate U+D800 at position 1");
    assertThatThrownBy(() -> scalar("a\ud800"))
        .hasMessageContaining("lone surrogate U+D800 at position 1");
    assertThatThrownBy(() -> scalar("\ud83d\ud83d\ude00"))
        .hasMessageContaining("lone surrogate U+D83D at position 0");
  }
}
