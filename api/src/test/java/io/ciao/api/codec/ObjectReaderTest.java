package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectReaderTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Object read(String text) {
    return ObjectReader.readOne(bytes(text));
  }

  @Test
  void readsYamlAndJsonAlike() {
    var yaml =
        """
        # a comment
        apiVersion: ciao.io/v1
        kind: Instance
        metadata: {name: web, labels: {app: "yes"}}
        spec:
          running: yes
          resources: {vcpus: 2, memory: 512Mi}
          command: [a, 'b''c', "d\\te"]
          text: >
            folded
            text
          nothing:
        """;
    var json =
        """
        {"apiVersion":"ciao.io/v1","kind":"Instance","metadata":{"name":"web","labels":{"app":"yes"}},
         "spec":{"running":true,"resources":{"vcpus":2.0,"memory":"512Mi"},
         "command":["a","b'c","d\\te"],"text":"folded text\\n","nothing":null}}
        """;
    assertThat(read(yaml)).isEqualTo(read("\ufeff  " + json));
  }

  @Test
  void readsSeveralDocumentsOnlyWhenAskedTo() {
    var yaml = "---\na: 1\n---\n# nothing\n---\nb: 2\n...\n";
    assertThat(ObjectReader.readAll(bytes(yaml), ReadLimits.DEFAULT))
        .containsExactly(Json.object().put("a", 1), Json.object().put("b", 2));
    assertThat(ObjectReader.readAll(bytes("{\"a\":1}\n{\"b\":2}"), ReadLimits.DEFAULT))
        .containsExactly(Json.object().put("a", 1), Json.object().put("b", 2));
    assertThat(ObjectReader.readAll(bytes("# nothing\n"), ReadLimits.DEFAULT)).isEmpty();
    assertThatThrownBy(() -> read(yaml))
        .hasMessage("the text holds 2 objects, one is wanted; send them one by one");
  }

  @Test
  void takesAliasesWithinLimits() {
    assertThat(read("base: &b {x: [1, 2]}\nother: *b\nname: &n web\n*n : *n\n"))
        .isEqualTo(
            read(
                "{\"base\":{\"x\":[1,2]},\"other\":{\"x\":[1,2]},\"name\":\"web\",\"web\":\"web\"}"));
  }

  @Test
  void whatAnAliasNamesIsACopy() {
    var object = ObjectReader.readOne(bytes("base: &b {x: 1}\nother: *b\n"));
    object.withObject("/other").put("x", 2);
    assertThat(object.at("/base/x").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", "~", "\t", "\u0085", "\u00a0", "\ud7ff", "\ue000", "\ufffd", "\ud800\udc00"})
  void takesEveryCharacterThatYamlAllows(String text) {
    assertThat(ObjectReader.readOne(bytes("a: 'x" + text + "x'\n")).get("a").textValue())
        .isEqualTo(text.equals("\u0085") ? "x x" : "x" + text + "x");
    assertThatThrownBy(() -> read("a: '" + text + "'\u007f\n"))
        .hasMessageStartingWith("line 1, column 7: the character U+007F is not allowed");
  }

  @Test
  void takesCoreTagsAndQuotedMergeKeys() {
    assertThat(read("a: !!str 12\nb: !!int \"7\"\nc: ! 1\n\"<<\": x\nd: !!float 1\ne: !!map {}"))
        .isEqualTo(read("{\"a\":\"12\",\"b\":7,\"c\":\"1\",\"<<\":\"x\",\"d\":1,\"e\":{}}"));
  }

  @Test
  void keysAreTextByKubectlsRules() {
    assertThat(read("on: 1\n017: 2\n1.5: 3\n1e3: 4\n12:30: 5\n"))
        .isEqualTo(read("{\"true\":1,\"15\":2,\"1.5\":3,\"1000\":4,\"12:30\":5}"));
  }

  static Stream<Arguments> badTexts() {
    return Stream.of(badTextsInYaml(), badTextsInJsonOrDeep()).flatMap(part -> part);
  }

  private static Stream<Arguments> badTextsInYaml() {
    return Stream.of(
        arguments("", "the text holds no object; write apiVersion, kind, metadata and spec"),
        arguments(" \t\r\n", "the text holds no object; write apiVersion, kind, metadata and spec"),
        arguments("- a\n", "the text holds a list, an object is wanted; write apiVersion, kind,"),
        arguments("hello", "the text holds only text, an object is wanted;"),
        arguments(
            "spec:\n  image: a\n  image: b\n",
            "line 3, column 3: the key spec.image is given twice; keep one of them"),
        arguments(
            "{\"spec\":\n {\"image\": \"a\", \"image\": \"b\"}}",
            "line 2, column 17: the key spec.image is given twice; keep one of them"),
        arguments(
            "a: &a {x: 1}\nb:\n  <<: *a\n",
            "line 3, column 3: merge keys (<<) are not supported; write the merged fields out (in"
                + " b)"),
        arguments(
            "spec:\n  a: 1\n   b: 2\n",
            "line 3, column 5: malformed YAML: mapping values are not allowed here; is this line"
                + " indented like the one above it?"),
        arguments(
            "spec:\n\tname: x\n",
            "line 2, column 1: malformed YAML: found character '\\t(TAB)' that cannot start any"
                + " token. (Do not use \\t(TAB) for indentation) while scanning for the next"
                + " token; indent with spaces, not with tabs"),
        arguments("a: [1, 2\n", "line 2, column 1: malformed YAML: expected ',' or ']'"),
        arguments("a: \"x\n", "line 2, column 1: malformed YAML: found unexpected end of stream"),
        arguments(
            "a: x\nb: a\u0000b\n",
            "line 2, column 5: the character NUL (U+0000) is not allowed in YAML; remove it, or"
                + " write it as \"\\u0000\" in double quotes"),
        arguments("a: \u001b\n", "line 1, column 4: the character U+001B is not allowed in YAML"),
        arguments("a: *x\n", "line 1, column 4: the alias *x has no finished anchor before it"),
        arguments(
            "a: &x [*x]\n", "line 1, column 8: the alias *x has no finished anchor before it"),
        arguments(
            "a: &x 1\nb: &x [*x]\n",
            "line 2, column 8: the alias *x has no finished anchor before it"),
        arguments("a: &x 1\n---\nb: *x\n", "line 3, column 4: the alias *x has no finished anchor"),
        arguments(
            "a: !foo x\n", "line 1, column 4: the tag !foo is not supported; leave it out (in a)"),
        arguments("a: !!binary eA==\n", "line 1, column 4: the tag !!binary is not supported"),
        arguments("a: !!set [x]\n", "line 1, column 4: the tag !!set is not supported"),
        arguments(
            "a: !!python/object:x {}\n", "line 1, column 4: the tag !!python/object:x is not"),
        arguments("a: !!int x\n", "line 1, column 4: \"x\" is no !!int (in a)"),
        arguments(
            "~: x\n", "line 1, column 1: a key must be a word or quoted text, this one is empty"),
        arguments(
            "[a]: x\n",
            "line 1, column 1: a key must be a word or quoted text, this one is a list"),
        arguments(
            "spec: {a: [1, 2], b: [3, 9223372036854775808]}\n",
            "line 1, column 26: spec.b[1]: the integer 9223372036854775808 is outside"),
        arguments(
            "spec:\n- x: 9223372036854775808\n",
            "line 2, column 6: spec[0].x: the integer 9223372036854775808 is outside of the"
                + " 64-bit"));
  }

  private static Stream<Arguments> badTextsInJsonOrDeep() {
    return Stream.of(
        arguments(
            "{\"spec\": [{\"x\": 9223372036854775808}]}",
            "line 1, column 17: spec[0].x: the integer 9223372036854775808 is outside of the"
                + " 64-bit"),
        arguments("{\"x\": 1e400}", "line 1, column 7: x: the number 1e400 is not finite"),
        arguments("{\"x\": NaN}", "malformed JSON: Non-standard token 'NaN'"),
        arguments("{\"x\": " + "1".repeat(1001) + "}", "malformed JSON: Number value length"),
        arguments(
            "{\"x\": \"\\ud800\"}",
            "line 1, column 7: x: the text holds half a character (lone surrogate U+D800 at"
                + " position 0)"),
        arguments(
            "{\"\\udc00\": 1}", "malformed JSON: Unexpected low surrogate in field name: 0xdc00"),
        arguments("x: \"\\ud800\"\n", "half a character (lone surrogate U+D800 at position 0)"),
        arguments("x: \"a\\udfff\"\n", "half a character (lone surrogate U+DFFF at position 1)"),
        arguments("{\n\"x\": 1,}", "line 2, column 8: malformed JSON: Unexpected character"),
        arguments("{\"x\": 1", "malformed JSON: Unexpected end-of-input"),
        arguments("{\"x\": 1} y", "malformed JSON: Unrecognized token 'y'"),
        arguments("{\"x\": \"\u0000\"}", "malformed JSON: Illegal unquoted character"),
        arguments("{x: 1}", "malformed JSON: Unexpected character ('x'"),
        arguments(
            "a: b: c\n",
            "line 1, column 5: malformed YAML: mapping values are not allowed here; is this line"
                + " indented like the one above it?"),
        arguments("%YAML 3.0\n---\na: 1\n", "malformed YAML: found incompatible YAML document"),
        arguments("a: \"\\q\"\n", "malformed YAML: found unknown escape character"),
        arguments("a: \"\\U00110000\"\n", "malformed YAML"),
        arguments(
            "a: \"\\u",
            "line 1, column 2: malformed YAML behind this place: a broken escape (\\u, \\x) or"
                + " tag"),
        arguments(
            "a: " + "{".repeat(1000), "line 1, column 5: a key must be a word or quoted text"),
        arguments("? ".repeat(1000), "line 1, column 3: a key must be a word or quoted text"));
  }

  @ParameterizedTest
  @MethodSource("badTexts")
  void saysWhereAndWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UnreadableObjectException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theLengthThatIsAllowedIsTheOnlyOne() {
    var text = bytes("a: \"" + "x ".repeat(2 << 20) + "\"\n");
    assertThat(ObjectReader.readOne(text, ReadLimits.DEFAULT.withMaxBytes(5 << 20))).isNotEmpty();
  }

  @Test
  void refusesTextThatIsTooLong() {
    var text = bytes("a: \"" + "x".repeat(2 << 20) + "\"\n");
    assertThat(ObjectReader.readOne(text).get("a").textValue()).hasSize(2 << 20);
    assertThatThrownBy(() -> ObjectReader.readOne(text, ReadLimits.DEFAULT.withMaxBytes(1 << 20)))
        .hasMessage(
            "the text is 2,097,158 bytes long, at most 1,048,576 bytes are read; split it into"
                + " several objects or files");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThatThrownBy(
            () -> ObjectReader.readOne(new byte[] {'a', ':', '\n', 'b', (byte) 0xC3, '('}))
        .hasMessage("line 2, column 2: the byte 0xC3 is not UTF-8; save the text as UTF-8");
    assertThatThrownBy(() -> ObjectReader.readOne(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0}))
        .hasMessage("the text is UTF-16; save it as UTF-8");
    assertThatThrownBy(() -> ObjectReader.readOne(new byte[] {(byte) 0xFE, (byte) 0xFF}))
        .hasMessage("the text is UTF-16; save it as UTF-8");
    assertThatThrownBy(() -> ObjectReader.readOne(new byte[] {(byte) 0xFF}))
        .hasMessage("line 1, column 1: the byte 0xFF is not UTF-8; save the text as UTF-8");
    assertThatThrownBy(
            () ->
                ObjectReader.readOne(new byte[] {'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xC3, 'b'}))
        .hasMessage("line 1, column 3: the byte 0xC3 is not UTF-8; save the text as UTF-8");
  }

  @Test
  void refusesAnAliasBombBeforeItGoesOff() {
    var bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (var i = 1; i < 10; i++) {
      var alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", alias, alias, alias, alias)));
    }
    assertThatThrownBy(() -> read(bomb.toString()))
        .hasMessageMatching(
            "line \\d+, column \\d+: the text holds more than 250,000 values, aliases.*");
  }

  @Test
  void refusesManyAliasesAndLongExpansions() {
    assertThat(read("a: &a 1\nb: [" + "*a, ".repeat(49) + "*a]\n")).isNotNull();
    assertThatThrownBy(() -> read("a: &a 1\nb: [" + "*a, ".repeat(50) + "*a]\n"))
        .hasMessage("line 2, column 205: more than 50 aliases (*a) are used; write the values out");
    var text = "a: &a " + "x".repeat(1 << 20) + "\nb: [*a, *a, *a]\n";
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining(
            "line 2, column 9: the aliases of this text expand to more than 3,145,728");
  }

  @Test
  void limitsDepthAndNumberOfValues() {
    for (var text :
        new String[] {
          "a: " + "[".repeat(63) + "]".repeat(63), "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}"
        }) {
      assertThat(read(text)).isNotNull();
      var deeper = text.replace("[]", "[[]]");
      assertThatThrownBy(() -> read(deeper))
          .hasMessageContaining("maps and lists are nested deeper than 64 levels");
    }
    assertThatThrownBy(
            () ->
                read(
                    "a: &a "
                        + "[".repeat(40)
                        + "]".repeat(40)
                        + "\nb: "
                        + "[".repeat(30)
                        + "*a"
                        + "]".repeat(30)))
        .hasMessageContaining("nested deeper than 64 levels");
    for (var text :
        new String[] {
          "a: [" + "1,".repeat(250_000) + "]", "{\"a\":[" + "1,".repeat(250_000) + "1]}"
        }) {
      assertThatThrownBy(() -> read(text))
          .hasMessageContaining("the text holds more than 250,000 values");
    }
  }
}
