package io.ciao.apiserver.registry;

import java.util.ArrayList;
import java.util.List;

/// What a write led to.
///
/// @param code 200 or 201
/// @param json the object, or a Status where it is gone
@SuppressWarnings("ArrayRecordComponent") // shown once, never compared
public record Written(int code, byte[] json, List<String> warnings) {
  public Written {
    warnings = List.copyOf(warnings);
  }

  /// The same with warnings said before.
  Written withWarnings(List<String> before) {
    if (before.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(before);
    all.addAll(warnings);
    return new Written(code, json, all);
  }
}
