package io.ciao.api.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;

/// The order in which the emitter writes the keys of a map.
final class KeyOrder {
  /// By code points, as every language sorts UTF-8 bytes; `String.compareTo` differs above U+FFFF.
  private static final Comparator<String> CODE_POINTS = KeyOrder::compare;

  private static final Comparator<String> OUTER =
      Comparator.<String>comparingInt(KeyOrder::rank).thenComparing(CODE_POINTS);

  private KeyOrder() {}

  static String[] inner(ObjectNode map) {
    return sorted(map, CODE_POINTS);
  }

  static String[] outer(ObjectNode map) {
    return sorted(map, OUTER);
  }

  private static String[] sorted(ObjectNode map, Comparator<String> order) {
    var keys = new String[map.size()];
    var next = 0;
    for (var field : map.properties()) {
      keys[next++] = field.getKey();
    }
    Arrays.sort(keys, order);
    return keys;
  }

  private static int rank(String key) {
    return switch (key) {
      case "apiVersion" -> 0;
      case "kind" -> 1;
      case "metadata" -> 2;
      case "spec" -> 3;
      case "status" -> 4;
      default -> 5;
    };
  }

  static int compare(String left, String right) {
    var end = Math.min(left.length(), right.length());
    for (var i = 0; i < end; i++) {
      var a = left.charAt(i);
      var b = right.charAt(i);
      if (a != b) {
        // Surrogates stand for code points above every other char.
        var aHigh = Character.isSurrogate(a);
        return aHigh == Character.isSurrogate(b) ? Character.compare(a, b) : aHigh ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
