package io.ciao.apiserver.identity;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.status.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// Finds out who sends a request: by the client certificate if there is one, else by the bearer
/// token. Safe for many threads.
public final class Authenticator {
  private static final String SCHEME = "bearer ";

  /// How a browser sends a token with a WebSocket, where it can set no header.
  private static final String PROTOCOL = "base64url.bearer.authorization.k8s.io.";

  private final Tokens tokens;

  Authenticator(Tokens tokens) {
    this.tokens = tokens;
  }

  /// Whose request it is; nobody's if it carries neither certificate nor token.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 401 if the token is not accepted
  public Identity identity(ApiRequest request) throws InterruptedException {
    if (!request.identity().isAnonymous()) {
      return request.identity();
    }
    String token = token(request);
    if (token.isEmpty()) {
      return Identity.ANONYMOUS;
    }
    return switch (tokens.judge(token)) {
      case TokenVerifier.Verdict.Rejected(String reason) -> throw Refusals.unauthorized(reason);
      case TokenVerifier.Verdict.Accepted accepted -> {
        if (!accepted.audiences().contains(OwnTokens.ISSUER)) {
          throw Refusals.unauthorized("it is meant for another server");
        }
        yield accepted.identity();
      }
    };
  }

  private static String token(ApiRequest request) {
    String header = request.header("authorization");
    if (header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return header.substring(SCHEME.length()).strip();
    }
    for (String protocol : request.header("sec-websocket-protocol").split(",", 16)) {
      String offered = protocol.strip();
      if (offered.startsWith(PROTOCOL)) {
        return decode(offered.substring(PROTOCOL.length()));
      }
    }
    return "";
  }

  private static String decode(String encoded) {
    try {
      return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Refusals.unauthorized("it is not base64url");
    }
  }
}
