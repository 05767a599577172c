package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is exactly at a limit is read, one more is not.
class ReadLimitsTest {
  private static Object read(String text, ReadLimits limits) {
    return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8), limits);
  }

  private static void assertLast(String text, ReadLimits enough, ReadLimits less, String why) {
    assertThat(read(text, enough)).as(text).isNotNull();
    assertThatThrownBy(() -> read(text, less))
        .as(text)
        .isInstanceOf(UnreadableObjectException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1, 1", "1, 0, 1, 1", "1, 1, 0, 1", "1, 1, 1, -1"})
  void areAtLeastOneAliasesMayBeForbidden(int bytes, int depth, int nodes, int aliases) {
    assertThat(new ReadLimits(1, 1, 1, 0)).isNotNull();
    assertThatThrownBy(() -> new ReadLimits(bytes, depth, nodes, aliases))
        .hasMessageContaining("limits must be positive");
  }

  @Test
  void bytes() {
    for (var text : List.of("a: b\n", "{\"a\":1}")) {
      var length = text.length();
      assertLast(
          text,
          ReadLimits.DEFAULT.withMaxBytes(length),
          ReadLimits.DEFAULT.withMaxBytes(length - 1),
          "bytes long");
    }
  }

  @Test
  void bytesOfExpandedAliases() {
    var text = "x".repeat(60);
    var expanding = "a: &a {" + text + ": " + text + "}\nb: *a\n";
    var whole = 4 * 60 + 2;
    assertLast(
        expanding,
        ReadLimits.DEFAULT.withMaxBytes(whole),
        ReadLimits.DEFAULT.withMaxBytes(whole - 1),
        "expand to more than " + (whole - 1) + " bytes");
  }

  @Test
  void values() {
    // JSON: the map and three values; YAML counts keys too.
    assertLast(
        "{\"a\":[1,2]}",
        new ReadLimits(99, 9, 4, 9),
        new ReadLimits(99, 9, 3, 9),
        "more than 3 values");
    assertLast(
        "a: [1, 2]\n",
        new ReadLimits(99, 9, 5, 9),
        new ReadLimits(99, 9, 4, 9),
        "more than 4 values");
    assertLast(
        "a: &a [1, 2]\nb: *a\n",
        new ReadLimits(99, 9, 9, 9),
        new ReadLimits(99, 9, 8, 9),
        "more than 8 values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"b\":{}}}",
        "{\"a\":[[]]}",
        "a: {b: {}}",
        "a: [[]]",
        "a: &x {}\nb: [*x]",
        "a: &x []\nb: {c: *x}",
        "a: &x {c: {}}\nb: *x",
        "a: &x [[]]\nb: *x",
      })
  void depth(String text) {
    assertLast(
        text,
        new ReadLimits(99, 3, 99, 9),
        new ReadLimits(99, 2, 99, 9),
        "nested deeper than 2 levels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: &x [[]]\nb: [*x]", "a: &x {c: {}}\nb: [*x]", "a: &x [{}]\nb: {c: *x}"})
  void depthOfWhatAnAliasStandsFor(String text) {
    assertLast(
        text,
        new ReadLimits(99, 4, 99, 9),
        new ReadLimits(99, 3, 99, 9),
        "line 2, column " + (text.indexOf("*x") - text.indexOf('\n')) + ": maps and lists");
  }
}
