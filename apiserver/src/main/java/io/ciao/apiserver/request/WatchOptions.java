package io.ciao.apiserver.request;

import java.util.Optional;
import java.util.OptionalLong;

/// What a client wants of a watch.
///
/// @param bookmarks whether it may carry bookmarks
/// @param initialEvents whether it begins with the present state and a bookmark that ends it; empty
///   if the client says neither
/// @param timeoutSeconds when it ends; empty for the server's choice
/// @param maxSilenceSeconds how long nothing may be said, also where nothing changes, at least 3;
///   empty for ever
public record WatchOptions(
    boolean bookmarks,
    Optional<Boolean> initialEvents,
    OptionalLong timeoutSeconds,
    OptionalLong maxSilenceSeconds) {

  private static final long SILENCE_SECONDS_MIN = 3;

  static WatchOptions of(Query query) {
    OptionalLong silence = query.number("maxSilenceSeconds");
    return new WatchOptions(
        query.flag("allowWatchBookmarks"),
        query.optionalFlag("sendInitialEvents"),
        query.number("timeoutSeconds"),
        silence.isEmpty()
            ? silence
            : OptionalLong.of(Math.max(SILENCE_SECONDS_MIN, silence.getAsLong())));
  }
}
