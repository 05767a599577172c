package io.ciao.apiserver.registry;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.request.FieldManagers;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.store.Guard;
import java.util.List;

/// Who writes, how, and under which conditions of the request itself.
///
/// @param guards for example the leader term that the request claims
public record WriteContext(Identity identity, WriteOptions options, List<Guard> guards) {
  public WriteContext {
    guards = List.copyOf(guards);
  }

  /// The owner of what is written; the apiserver itself where nobody else is named.
  public String fieldManager() {
    return options.fieldManager().isEmpty() ? FieldManagers.APISERVER : options.fieldManager();
  }

  boolean force() {
    return options.force().orElse(false);
  }
}
