package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of plain scalars was measured with kubectl, see the head of `scalars.tsv`.
class YamlScalarsTest {
  static Stream<String> measured() throws IOException {
    try (var in = YamlScalarsTest.class.getResourceAsStream("scalars.tsv")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("measured")
  void plainScalarsMeanWhatTheyMeanToKubectl(String line) {
    var columns = line.split("\t");
    var scalar = columns[0].equals("EMPTY") ? "" : columns[0];
    var yaml = ("k: " + scalar + "\n").getBytes(StandardCharsets.UTF_8);
    if (columns[2].equals("refused")) {
      assertThatThrownBy(() -> ObjectReader.readOne(yaml))
          .isInstanceOf(UnreadableObjectException.class)
          .hasMessageStartingWith("line 1, column 4: k: the ")
          .hasMessageContaining("put it in quotes");
    } else {
      // kubectl writes big decimals without an exponent; in our JSON that is an integer too big.
      var value = columns[1].matches("-?[0-9]{19,}") ? decimal(columns[1]) : columns[1];
      var json = "{\"k\": " + value + "}";
      assertThat(ObjectReader.readOne(yaml))
          .isEqualTo(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static String decimal(String digits) {
    return new BigInteger(digits).bitLength() < Long.SIZE ? digits : digits + "e0";
  }
}
