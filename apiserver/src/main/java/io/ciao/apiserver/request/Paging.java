package io.ciao.apiserver.request;

import java.util.Optional;

/// Which piece of a list is wanted.
///
/// @param limit objects on a page at most; 0 for all
/// @param from where the page begins; empty for the beginning
public record Paging(long limit, Optional<ContinueToken> from) {
  /// The whole list.
  public static final Paging WHOLE = new Paging(0, Optional.empty());

  static Paging of(Query query) {
    String token = query.text("continue");
    return new Paging(
        query.number("limit").orElse(0),
        token.isEmpty() ? Optional.empty() : Optional.of(ContinueToken.decode(token)));
  }
}
