package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.SplittableRandom;

/// Random objects, the same for the same seed, with every kind of text that some YAML parser has
/// trouble with.
final class GeneratedTrees {
  private static final List<String> WORDS =
      List.of(
          "y",
          "n",
          "Y",
          "N",
          "yes",
          "No",
          "ON",
          "off",
          "true",
          "False",
          "NULL",
          "null",
          "~",
          "",
          "NaN",
          ".nan",
          ".inf",
          "-.INF",
          "0",
          "-1",
          "+1",
          "017",
          "0o17",
          "0x1f",
          "0b1",
          "1_000",
          "12:30",
          "190:20:30",
          "2026-11-21",
          "2026-11-21T10:00:00Z",
          "1e3",
          ".5",
          "5.",
          "1.5",
          "9223372036854775808",
          "<<",
          "=",
          "-",
          "- a",
          "?",
          "? a",
          ":",
          "a: b",
          "a:",
          ": a",
          "#",
          "a #b",
          "#a",
          "---",
          "...",
          "--- a",
          "{}",
          "[]",
          "{a: b}",
          "[a",
          "]",
          "&a",
          "*a",
          "!a",
          "!!str a",
          "|",
          ">",
          "| a",
          "%YAML 1.2",
          "@a",
          "`a",
          "'",
          "\"",
          "'a'",
          "\"a\"",
          "\\",
          "a\\nb",
          " a",
          "a ",
          "\ta",
          "a\t",
          "\n",
          "\n\n",
          "a\n",
          "a\n\n",
          "\na\n",
          "a\nb",
          "a\nb\n",
          " a\nb\n",
          "a \nb\n",
          "a\n b\n",
          "a\n\nb\n",
          "\ta\n",
          "a\tb\n",
          "a\r\nb\r\n",
          "a\r",
          "# a\n",
          "- a\n",
          "---\na\n",
          "...\n",
          "a\n...\nb\n",
          "\u0000",
          "a\u0000b",
          "\u0007",
          "\u001b[0m",
          "\u007f",
          "\u0080",
          "\u0085",
          "a\u0085b",
          "\u009f",
          "\u00a0",
          "a\u00a0",
          "\u2028",
          "a\u2029b",
          "\ufeff",
          "\ufeffa",
          "\ufffd",
          "\ufffe",
          "\uffff",
          "\ud7ff",
          "\ue000",
          "\ud83d\ude00",
          "\udbff\udfff",
          "\ud83f\udffe",
          "é",
          "ß",
          "日本語",
          "שלום",
          "e\u0301",
          "/",
          "/dev/null",
          "ciao.io/v1",
          "a/b.c-d_e",
          "_",
          ".",
          "..",
          "a.",
          "512Mi",
          "500m",
          "02:00:0a:00:00:01",
          "172.16.0.0/16",
          "^[a-z]$",
          "a,b",
          "a=b",
          "$HOME",
          "#cloud-config\nruncmd:\n- [a, b]\n",
          "#!/bin/sh\nset -e\necho 'hi'  # x\n",
          "{\"a\": 1}",
          "key: |\n  text\n");

  private static final List<String> PARTS =
      List.of(
          "a",
          "b",
          "Z",
          "0",
          "9",
          " ",
          "  ",
          "\n",
          "\t",
          ":",
          ": ",
          "#",
          " #",
          "-",
          "- ",
          "'",
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          "&",
          "*",
          "!",
          "|",
          ">",
          "%",
          "@",
          "`",
          "é",
          "\u0085",
          "\u2028",
          "\u00a0",
          "\ufeff",
          "\ud83d\ude00",
          "\u0000",
          "\u001f",
          "yes",
          "1",
          ".",
          "/",
          "_");

  private static final double[] DOUBLES = {
    0.1,
    -0.5,
    1.5,
    1e-7,
    1e22,
    1.7976931348623157e308,
    4.9e-324,
    -2.5e-10,
    1e300,
    123456789.125,
    9.3e18,
    1e19,
    -1e19
  };

  private static final long[] LONGS = {
    0, 1, -1, 7, 10, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, -(1L << 53) - 1, 1_000_000
  };

  private static final int TREE_DEPTH_MAX = 5;

  private final SplittableRandom random;

  GeneratedTrees(long seed) {
    random = new SplittableRandom(seed);
  }

  /// An object with the outer fields in any order and generated contents.
  ObjectNode object() {
    var object = Json.object();
    if (random.nextInt(4) > 0) {
      object.set("spec", map(1));
      object.put("kind", "Instance");
      object.put("apiVersion", "ciao.io/v1");
      var metadata = object.putObject("metadata");
      metadata.put("name", "x" + random.nextInt(1000));
      metadata.set("annotations", map(2));
      object.set("status", node(1));
    }
    var more = random.nextInt(4);
    for (var i = 0; i < more; i++) {
      object.set(key(), node(1));
    }
    return object;
  }

  JsonNode node(int depth) {
    var kind = random.nextInt(depth >= TREE_DEPTH_MAX ? 8 : 12);
    return switch (kind) {
      case 0, 1, 2, 3 -> TextNode.valueOf(text());
      case 4 -> Json.toNode(number());
      case 5 -> Json.toNode(decimal());
      case 6 -> BooleanNode.valueOf(random.nextBoolean());
      case 7 -> NullNode.instance;
      case 8, 9 -> {
        var list = Json.array();
        var size = random.nextInt(4);
        for (var i = 0; i < size; i++) {
          list.add(node(depth + 1));
        }
        yield list;
      }
      default -> map(depth);
    };
  }

  private ObjectNode map(int depth) {
    var map = Json.object();
    var size = random.nextInt(5);
    for (var i = 0; i < size; i++) {
      map.set(key(), node(depth + 1));
    }
    return map;
  }

  private String key() {
    return switch (random.nextInt(12)) {
      case 0 -> "k".repeat(98 + random.nextInt(6));
      case 1 -> "long key " + text().repeat(1 + random.nextInt(30));
      case 2, 3, 4 -> text();
      default -> "field" + random.nextInt(9);
    };
  }

  String text() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> WORDS.get(random.nextInt(WORDS.size()));
      case 3 -> "plain".repeat(random.nextInt(30));
      case 4 -> Character.toString(codePoint());
      default -> parts();
    };
  }

  private String parts() {
    var text = new StringBuilder();
    var size = random.nextInt(12);
    for (var i = 0; i < size; i++) {
      text.append(
          random.nextInt(20) == 0
              ? Character.toString(codePoint())
              : PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }

  private int codePoint() {
    var point =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(0x100);
          case 1 -> random.nextInt(0x3000);
          case 2 -> random.nextInt(0x10000);
          default -> random.nextInt(0x110000);
        };
    return point >= 0xD800 && point < 0xE000 ? 'x' : point;
  }

  private long number() {
    return random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
  }

  private double decimal() {
    if (random.nextBoolean()) {
      return DOUBLES[random.nextInt(DOUBLES.length)];
    }
    var value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : 0.25;
  }
}
