package io.ciao.apiserver.registry;

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
}
