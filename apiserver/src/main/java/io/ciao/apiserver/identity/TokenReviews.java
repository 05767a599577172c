package io.ciao.apiserver.identity;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.identity.TokenVerifier.Verdict;
import java.util.List;

/// Tells other servers whose a token is. Safe for many threads.
public final class TokenReviews {
  private final Tokens tokens;

  TokenReviews(Tokens tokens) {
    this.tokens = tokens;
  }

  /// What a review is answered with.
  public sealed interface Answer {
    /// The token is genuine and meant for one of the audiences.
    record Yes(Identity identity, List<String> audiences) implements Answer {
      public Yes {
        audiences = List.copyOf(audiences);
      }
    }

    /// It is not; the error holds nothing of the token.
    record No(String error) implements Answer {}
  }

  /// Reviews a token.
  ///
  /// @param audiences who asks; none means the cluster's own server
  public Answer review(String token, List<String> audiences) throws InterruptedException {
    if (token.isEmpty()) {
      return new Answer.No("no token was given");
    }
    List<String> asked = audiences.isEmpty() ? List.of(OwnTokens.ISSUER) : audiences;
    return switch (tokens.judge(token)) {
      case Verdict.Rejected(String reason) -> new Answer.No(reason);
      case Verdict.Accepted accepted -> {
        List<String> both = asked.stream().filter(accepted.audiences()::contains).toList();
        yield both.isEmpty()
            ? new Answer.No("it is meant for another server")
            : new Answer.Yes(accepted.identity(), both);
      }
    };
  }
}
