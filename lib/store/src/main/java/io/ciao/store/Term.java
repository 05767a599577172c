package io.ciao.store;

import java.util.Optional;
import java.util.OptionalLong;

/// One leader's time in office: `scheduler/4711` on the wire (header `Ciao-Leader`).
///
/// @param election the election's name
/// @param createRevision the revision that created the election's key; a later leader's is greater
public record Term(String election, long createRevision) {
  /// Refuses names that would not come back from the text.
  public Term {
    if (election.isEmpty() || election.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "an election's name is non-empty and holds no '/', found \"" + election + "\"");
    }
    if (createRevision < 1) {
      throw new IllegalArgumentException("a term begins at a revision, found " + createRevision);
    }
  }

  /// The term that a `Ciao-Leader` header names; empty if it is malformed.
  public static Optional<Term> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash != text.lastIndexOf('/')) {
      return Optional.empty();
    }
    OptionalLong revision = ResourceVersions.parse(text.substring(slash + 1));
    return revision.isPresent() && revision.getAsLong() > 0
        ? Optional.of(new Term(text.substring(0, slash), revision.getAsLong()))
        : Optional.empty();
  }

  /// `scheduler/4711`.
  @Override
  public String toString() {
    return election + "/" + createRevision;
  }
}
