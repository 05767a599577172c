package io.ciao.apiserver.request;

import java.util.Optional;
import java.util.OptionalLong;

/// What a client wants of a watch.
///
/// @param bookmarks whether it may carry bookmarks
/// @param initialEvents whether it begins with the present state and a bookmark that ends it; empty
///   if the client says neither
/// @param timeoutSeconds when it ends; empty for the server's choice
public record WatchOptions(
    boolean bookmarks, Optional<Boolean> initialEvents, OptionalLong timeoutSeconds) {

  static WatchOptions of(Query query) {
    return new WatchOptions(
        query.flag("allowWatchBookmarks"),
        query.optionalFlag("sendInitialEvents"),
        query.number("timeoutSeconds"));
  }
}
