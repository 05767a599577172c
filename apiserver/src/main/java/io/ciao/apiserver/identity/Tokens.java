package io.ciao.apiserver.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.node.JoinToken;
import io.ciao.apiserver.identity.TokenVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Judges bearer tokens. A token that was accepted is not verified again while it is valid; what
/// may end earlier, such as a service account, is asked each time. Safe for many threads.
public final class Tokens {
  private static final int KEPT_MAX = 4_096;
  private static final int TOKEN_CHARACTERS_MAX = 16 << 10;

  private final List<TokenVerifier> verifiers;
  private final LiveAccounts accounts;
  private final InstantSource clock;
  private final Map<String, Verdict.Accepted> accepted = new ConcurrentHashMap<>();

  Tokens(List<TokenVerifier> verifiers, LiveAccounts accounts, InstantSource clock) {
    this.verifiers = List.copyOf(verifiers);
    this.accounts = accounts;
    this.clock = clock;
  }

  /// What a token is worth now.
  Verdict judge(String token) throws InterruptedException {
    if (token.length() > TOKEN_CHARACTERS_MAX) {
      return new Verdict.Rejected("it is longer than " + TOKEN_CHARACTERS_MAX + " characters");
    }
    String digest = digest(token);
    Verdict.Accepted known = accepted.get(digest);
    Verdict verdict = known == null ? verify(token) : known;
    return switch (verdict) {
      case Verdict.Rejected rejected -> rejected;
      case Verdict.Accepted fine -> {
        if (!fine.expires().isAfter(clock.instant())) {
          accepted.remove(digest);
          yield new Verdict.Rejected("it expired at " + fine.expires());
        }
        if (known == null) {
          keep(digest, fine);
        }
        yield accounts.isGone(fine.identity())
            ? new Verdict.Rejected("the service account it is for does not exist any more")
            : fine;
      }
    };
  }

  private Verdict verify(String token) throws InterruptedException {
    String issuer = issuer(token);
    for (TokenVerifier verifier : verifiers) {
      if (verifier.issued(issuer)) {
        return verifier.verify(token);
      }
    }
    return new Verdict.Rejected("no issuer of it is known here");
  }

  /// What the token says of its issuer, which nobody has verified yet; empty if it is neither a JWT
  /// nor a token to join with.
  static String issuer(String token) {
    if (JoinToken.looksLike(token)) {
      return JoinTokens.ISSUER;
    }
    String[] parts = token.split("\\.", 4);
    if (parts.length != 3) {
      return "";
    }
    try {
      ObjectNode claims = Json.parse(Base64.getUrlDecoder().decode(parts[1]));
      return claims.path("iss").asText("");
    } catch (IllegalArgumentException | UnreadableObjectException malformed) {
      return "";
    }
  }

  private void keep(String digest, Verdict.Accepted fine) {
    if (accepted.size() >= KEPT_MAX) {
      accepted.clear();
    }
    accepted.put(digest, fine);
  }

  private static String digest(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
