package io.ciao.apiserver.identity;

import io.ciao.apiserver.auth.Identity;
import java.time.Instant;
import java.util.List;

/// Verifies the tokens of one issuer. Safe for many threads.
interface TokenVerifier {
  /// Whether a token that says it is from this issuer is this verifier's to judge.
  boolean issued(String issuer);

  /// Judges a token.
  Verdict verify(String token) throws InterruptedException;

  /// What a token is worth.
  sealed interface Verdict {
    /// It is genuine.
    ///
    /// @param audiences whom it is meant for
    record Accepted(Identity identity, Instant expires, List<String> audiences) implements Verdict {
      public Accepted {
        audiences = List.copyOf(audiences);
      }
    }

    /// It is not; the reason holds nothing of the token.
    record Rejected(String reason) implements Verdict {}
  }
}
