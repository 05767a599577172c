package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Writes a key only if its value is not the zero value.
final class Omitting {

  private Omitting() {}

  static void text(ObjectNode tree, String key, String value) {
    if (!value.isEmpty()) {
      tree.put(key, value);
    }
  }

  static void number(ObjectNode tree, String key, int value) {
    if (value != 0) {
      tree.put(key, value);
    }
  }

  static void flag(ObjectNode tree, String key, boolean value) {
    if (value) {
      tree.put(key, true);
    }
  }
}
