package io.ciao.apiserver.paging;

import io.ciao.apiserver.request.ContinueToken;
import io.ciao.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One page of a list.
///
/// @param objects sorted by key
/// @param version the list's; the same on every page
/// @param next where the list goes on; empty on the last page
/// @param remaining how many objects follow; empty on the last page, and where a selector would
///   have to look at all of them
public record Page(
    List<StoredObject> objects,
    long version,
    Optional<ContinueToken> next,
    OptionalLong remaining) {
  public Page {
    objects = List.copyOf(objects);
  }
}
