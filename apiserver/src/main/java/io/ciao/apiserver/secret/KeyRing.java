package io.ciao.apiserver.secret;

import java.util.List;
import java.util.Optional;

/// The keys of one reading of the file. Immutable.
///
/// @param keys the first one seals, all of them open; never empty
record KeyRing(List<MasterKey> keys) {
  KeyRing {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("at least one key is needed");
    }
  }

  MasterKey sealing() {
    return keys.getFirst();
  }

  Optional<MasterKey> byId(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
