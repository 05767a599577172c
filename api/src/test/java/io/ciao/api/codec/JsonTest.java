package io.ciao.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Part(String name, int count) {
    public boolean isMany() {
      return count > 1;
    }

    public String getLabel() {
      return name + count;
    }
  }

  record Whole(
      @Nullable String text,
      @Nullable Long number,
      double ratio,
      @Nullable Instant at,
      List<Part> parts,
      Map<String, String> labels) {
    Whole {
      parts = parts == null ? List.of() : List.copyOf(parts);
      labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void recordsBecomeTreesAndComeBack() {
    var whole =
        new Whole(
            "x",
            7L,
            2.0,
            Instant.parse("2026-11-21T10:00:00Z"),
            List.of(new Part("a", 2)),
            Map.of());
    var tree = Json.toTree(whole);
    assertThat(Json.writeText(tree))
        .isEqualTo(
            "{\"text\":\"x\",\"number\":7,\"ratio\":2,\"at\":\"2026-11-21T10:00:00Z\",\"parts\":"
                + "[{\"name\":\"a\",\"count\":2}],\"labels\":{}}");
    assertThat(tree.get("ratio")).isEqualTo(LongNode.valueOf(2));
    assertThat(Json.toRecord(tree, Whole.class)).isEqualTo(whole);
  }

  @Test
  void nullsAreLeftOutAndUnknownFieldsIgnored() {
    assertThat(Json.writeText(Json.toTree(new Whole(null, null, 0.5, null, List.of(), Map.of()))))
        .isEqualTo("{\"ratio\":0.5,\"parts\":[],\"labels\":{}}");
    var tree =
        Json.parse(
            bytes("{\"later\":{\"x\":1},\"text\":\"y\",\"at\":\"2026-11-21T11:00:00.5+01:00\"}"));
    var whole = Json.toRecord(tree, Whole.class);
    assertThat(whole.text()).isEqualTo("y");
    assertThat(whole.at()).isEqualTo(Instant.parse("2026-11-21T10:00:00.5Z"));
  }

  @Test
  void saysWhichFieldDoesNotFit() {
    var tree = Json.parse(bytes("{\"parts\":[{\"name\":\"a\",\"count\":\"many\"}]}"));
    assertThatThrownBy(() -> Json.toRecord(tree, Whole.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("read Whole: ")
        .hasMessageContaining("many");
    assertThatThrownBy(() -> Json.toRecord(Json.object().put("at", "noon"), Whole.class))
        .hasMessageContaining("write a time like 2026-11-21T10:00:00Z");
    assertThatThrownBy(() -> Json.toTree(List.of())).hasMessageContaining("not a map");
  }

  @Test
  void everyNumberIsCanonicalAtBirth() {
    var node = Json.object().put("i", 1).put("d", 1.0).put("f", 0.5f).put("s", (short) 3);
    node.put("b", BigDecimal.ONE).put("g", BigInteger.TEN);
    assertThat(node)
        .isEqualTo(Json.parse(bytes("{\"i\":1,\"d\":1,\"f\":0.5,\"s\":3,\"b\":1.0,\"g\":1e1}")));
    assertThat(Json.parse(bytes("{\"x\":-0.0}")).get("x")).isEqualTo(LongNode.valueOf(0));
    assertThat(Json.parse(bytes("{\"x\":1e19}")).get("x")).isEqualTo(DoubleNode.valueOf(1e19));
    assertThat(Json.toNode(Map.of("n", 3)).get("n")).isEqualTo(LongNode.valueOf(3));
  }

  @Test
  void parseTakesJsonOnly() {
    assertThatThrownBy(() -> Json.parse(bytes("a: 1\n"))).hasMessageContaining("malformed JSON");
    assertThatThrownBy(() -> Json.parse(bytes("[1]"))).hasMessageContaining("holds a list");
    assertThatThrownBy(() -> Json.parse(bytes("{} {}"))).hasMessageContaining("holds 2 objects");
  }

  @Test
  void numbersFindsWhatHasNoCanonicalForm() {
    var tree = Json.object();
    tree.putObject("a").putArray("b").add(BigIntegerNode.valueOf(BigInteger.TWO.pow(64)));
    tree.set("n", DoubleNode.valueOf(Double.NEGATIVE_INFINITY));
    tree.set("t", TextNode.valueOf("\udc00"));
    tree.put("\ud800", 1);
    assertThat(Numbers.problems(tree))
        .extracting(Numbers.Problem::path)
        .containsExactly("a.b[0]", "n", "t", "[\ud800]");
    assertThatThrownBy(() -> Numbers.canonical(tree))
        .hasMessageStartingWith("a.b[0]: the integer 18446744073709551616 is outside");
  }

  @Test
  void numbersConvertsAndSharesWhatIsRight() {
    var right = Json.object().put("x", 1);
    assertThat(Numbers.canonical(right)).isSameAs(right);
    var wrong = Json.object().set("x", IntNode.valueOf(1));
    assertThat(wrong).isNotEqualTo(right);
    assertThat(Numbers.canonical(wrong)).isEqualTo(right);
    assertThat(Numbers.canonical(Json.array().add(DoubleNode.valueOf(2))))
        .isEqualTo(Json.array().add(2));
  }

  @Test
  void boxedNumbersAreCanonicalToo() {
    var object = Json.object();
    assertThat(
            List.of(
                object.numberNode((byte) 1),
                object.numberNode(Byte.valueOf((byte) 1)),
                object.numberNode(Short.valueOf((short) 1)),
                object.numberNode(Integer.valueOf(1)),
                object.numberNode(Long.valueOf(1)),
                object.numberNode(Float.valueOf(1)),
                object.numberNode(Double.valueOf(1))))
        .containsOnly(LongNode.valueOf(1));
    assertThat(
            List.of(
                object.numberNode((Byte) null),
                object.numberNode((Short) null),
                object.numberNode((Integer) null),
                object.numberNode((Long) null),
                object.numberNode((Float) null),
                object.numberNode((Double) null),
                object.numberNode((BigInteger) null)))
        .containsOnly(NullNode.instance);
  }

  @Test
  void wholeNumbersEndWhere64BitsEnd() {
    var object = Json.object().put("low", -0x1p63).put("high", 0x1p63);
    assertThat(object.get("low")).isEqualTo(LongNode.valueOf(Long.MIN_VALUE));
    assertThat(object.get("high")).isEqualTo(DoubleNode.valueOf(0x1p63));
    assertThat(object.numberNode(BigInteger.TWO.pow(63)))
        .isEqualTo(BigIntegerNode.valueOf(BigInteger.TWO.pow(63)));
    assertThat(object.numberNode(BigInteger.TWO.pow(62))).isEqualTo(LongNode.valueOf(1L << 62));
  }

  @Test
  void saysWhatIsNoValue() {
    var tree = Json.object();
    tree.set("n", DoubleNode.valueOf(Double.NaN));
    tree.set("p", new POJONode("x"));
    assertThat(Numbers.problems(tree))
        .extracting(Numbers.Problem::message)
        .containsExactly(
            "the number NaN is not finite; put it in quotes if it is text",
            "a POJO value cannot be written; use text, number or boolean");
  }

  @Test
  void writesForPeopleAFieldALine() {
    assertThat(Json.writePretty(Json.object().put("a", 1).put("b", "x")))
        .isEqualTo("{\n  \"a\" : 1,\n  \"b\" : \"x\"\n}\n");
  }

  @Test
  void parsesTextThatIsDecodedAlready() {
    assertThat(Json.parse("{\"a\":1}", ReadLimits.DEFAULT.withMaxBytes(1)).get("a").asInt())
        .isEqualTo(1);
  }
}
