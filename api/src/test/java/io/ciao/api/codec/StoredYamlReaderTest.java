package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The property tests compare it with the full reader; here is what it must leave alone.
class StoredYamlReaderTest {
  /// Texts that our emitter never writes.
  static final List<String> NOT_OURS =
      List.of(
          "",
          "{}\n",
          "- a\n",
          "a",
          "a: 1",
          "a: b",
          "a:\n",
          "a: \n",
          "a: 1\n\n",
          "a: 1\n# x\n",
          "# x\na: 1\n",
          "---\na: 1\n",
          "a: 1\n...\n",
          "a: yes\n",
          "a: No\n",
          "a: y\n",
          "a: on\n",
          "a: ~\n",
          "a: Null\n",
          "a: TRUE\n",
          "a: False\n",
          "false: 1\n",
          "a: 'b'\n",
          "a: b c\n",
          "a: b # c\n",
          "a: b \n",
          "a:  b\n",
          "a : b\n",
          "a: b: c\n",
          "yes: 1\n",
          "n: 1\n",
          "null: 1\n",
          "1: a\n",
          "a: 1\na: 2\n",
          "\"a\": 1\na: 2\n",
          "a: &x b\n",
          "a: *x\n",
          "a: !x b\n",
          "<<: a\n",
          "a: 01\n",
          "a: +1\n",
          "a: 1_0\n",
          "a: 0x1\n",
          "a: 9223372036854775808\n",
          "a: .5\n",
          "a: 1.\n",
          "a: 1e3\n",
          "a: 1.5e400\n",
          "a: -\n",
          "a: 1 \n",
          "a: 12:30\n",
          "a: [1]\n",
          "a: {b: 1}\n",
          "a: |-\n  b\n",
          "a: >\n  b\n",
          "a: |\n  b\n\n",
          "a: |\n   b\n",
          "a: |\n\n  b\n",
          "a: |\n  b \n",
          "a: |\n  b\tc\n",
          "a: |\n b\n",
          "a: |\n",
          "a: |\n  b",
          "a: |\n  é\n",
          "a:\n  b: 1\n c: 1\n",
          "a:\n   b: 1\n",
          "a:\n- 1\n - 2\n",
          "a:\n  - 1\n",
          "a:\n-1\n",
          "a:\n- \n",
          "a:\n-  1\n",
          "a:\n- b: 1\n   c: 2\n",
          "a: b\n  c\n",
          "a: \"b\n  c\"\n",
          "a: \"b\" c\n",
          "a: \"b\n",
          "a: \"b",
          "a: \"\\n",
          "a: \"\\x41\"\n",
          "a: \"\\u12\"\n",
          "a: \"\\u12g4\"\n",
          "a: \"\\ud83d\\ude00\"\n",
          "a: \"\u0085\"\n",
          "a: \"\u2028\"\n",
          "a: \"\uFEFF\"\n",
          "a: \"\uFFFE\"\n",
          "a: \"\t\"\n",
          "a: \"\u00a0\"\n",
          "? a\n: 1\n",
          "a: 1\r\n",
          "\ta: 1\n",
          " a: 1\n",
          "a: 1\nb\n",
          "a: 1\n  b: 2\n");

  @Test
  void readsTheEmittersForm() {
    var yaml =
        """
        apiVersion: ciao.io/v1
        metadata:
          labels: {}
          name: web
        spec:
          list:
          - - 1
            - -2
          - a: "yes"
            b:
            - true
            c: |
              x

               y
          - null
          - 1.5
          - []
          plain:
          - A
          - Z
          - /a
          - _z
          "x y": "\\u0000\\"\\\\\\n"
        """;
    assertThat(StoredYamlReader.tryRead(yaml, ReadLimits.DEFAULT))
        .isNotNull()
        .isEqualTo(ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @FieldSource("NOT_OURS")
  void leavesEverythingElseToTheFullReader(String yaml) {
    assertThat(StoredYamlReader.tryRead(yaml, ReadLimits.DEFAULT)).isNull();
  }

  @Test
  void leavesTheLimitsToTheFullReader() {
    var deep = new StringBuilder();
    for (var i = 0; i < 32; i++) {
      deep.append("  ".repeat(i)).append("a:\n");
    }
    deep.append("  ".repeat(32)).append("a: 1\n");
    assertThat(StoredYamlReader.tryRead(deep.toString(), ReadLimits.DEFAULT)).isNull();
    var longKey = "\"" + " ".repeat(1000) + "\": 1\n";
    assertThat(StoredYamlReader.tryRead(longKey, ReadLimits.DEFAULT)).isNull();
    assertThat(StoredYamlReader.tryRead("a:\n- " + longKey, ReadLimits.DEFAULT)).isNull();
    var longKeyWithEscape = longKey.replaceFirst(" ", "\\\\n");
    assertThat(StoredYamlReader.tryRead(longKeyWithEscape, ReadLimits.DEFAULT)).isNull();
    var many = "a:\n" + "- 1\n".repeat(125_000);
    assertThat(StoredYamlReader.tryRead(many, ReadLimits.DEFAULT)).isNull();
    var texts = "a:\n" + "- \"1\"\n".repeat(125_000);
    assertThat(StoredYamlReader.tryRead(texts, ReadLimits.DEFAULT)).isNull();
    var lists = "a:\n" + "- ".repeat(33) + "1\n";
    assertThat(StoredYamlReader.tryRead(lists, ReadLimits.DEFAULT)).isNull();
  }
}
