package io.ciao.apiserver.identity;

import io.ciao.store.ResourceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of this package, put together. Close it last.
public final class Identities implements AutoCloseable {
  private static final String KEY_FILE = "token-key.json";

  private final Authenticator authenticator;
  private final TokenReviews reviews;
  private final TokenIssuer issuer;
  private final JoinTokens joining;
  private final @Nullable OidcIssuer oidc;

  private Identities(
      Tokens tokens,
      OwnTokens own,
      LiveAccounts accounts,
      JoinTokens joining,
      @Nullable OidcIssuer oidc) {
    this.authenticator = new Authenticator(tokens);
    this.reviews = new TokenReviews(tokens);
    this.issuer = new TokenIssuer(own, accounts);
    this.joining = joining;
    this.oidc = oidc;
  }

  /// Puts them together; nothing is asked of anybody yet.
  ///
  /// @param directory where this apiserver keeps its signing key
  /// @param config null if no issuer's tokens are accepted
  /// @throws IOException if the issuer's authority cannot be read
  public static Identities open(
      Path directory, ResourceStore store, InstantSource clock, @Nullable OidcConfig config)
      throws IOException {
    OwnTokens own = new OwnTokens(new TokenKeys(directory.resolve(KEY_FILE), store, clock), clock);
    JoinTokens joining = new JoinTokens(store, clock, new SecureRandom());
    List<TokenVerifier> verifiers = new ArrayList<>(List.of(own, joining));
    OidcIssuer oidc = null;
    if (config != null) {
      oidc = new OidcIssuer(config);
      verifiers.add(new OidcTokens(config, oidc, clock));
    }
    LiveAccounts accounts = new LiveAccounts(store);
    return new Identities(new Tokens(verifiers, accounts, clock), own, accounts, joining, oidc);
  }

  public Authenticator authenticator() {
    return authenticator;
  }

  public TokenReviews reviews() {
    return reviews;
  }

  public TokenIssuer issuer() {
    return issuer;
  }

  /// The tokens by which machines become nodes.
  public JoinTokens joinTokens() {
    return joining;
  }

  @Override
  public void close() {
    if (oidc != null) {
      oidc.close();
    }
  }
}
