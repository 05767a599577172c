package io.ciao.store;

import java.util.List;

/// Objects of one moment.
///
/// @param objects sorted by key
/// @param version the list's version: everything up to its revision is shown, a watch goes on from
///   it
public record Listing(List<StoredObject> objects, long version) {
  /// Copies the list.
  public Listing {
    objects = List.copyOf(objects);
  }
}
