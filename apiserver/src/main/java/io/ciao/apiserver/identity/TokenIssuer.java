package io.ciao.apiserver.identity;

import io.ciao.apiserver.rbac.ServiceAccounts;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Makes tokens, for service accounts and for people. Whether the caller may have one was judged
/// before. Safe for many threads.
public final class TokenIssuer {
  /// The shortest life of a token.
  public static final Duration LIFE_MIN = Duration.ofMinutes(10);

  /// The longest life of a token.
  public static final Duration LIFE_MAX = TokenKeys.TOKEN_MAX;

  private final OwnTokens tokens;
  private final LiveAccounts accounts;

  TokenIssuer(OwnTokens tokens, LiveAccounts accounts) {
    this.tokens = tokens;
    this.accounts = accounts;
  }

  /// A token and when it ends.
  public record Token(String text, Instant expires) {
    /// Without the secret.
    @Override
    public String toString() {
      return "Token[expires=" + expires + "]";
    }
  }

  /// A token for a service account.
  ///
  /// @param audiences whom it is meant for; none means this server
  /// @throws io.ciao.apiserver.status.RequestRefused 404 if there is no such account
  public Token forAccount(ServiceAccounts.Name name, List<String> audiences, Duration life) {
    StoredObject account =
        accounts
            .find(name)
            .filter(found -> !found.deleting())
            .orElseThrow(
                () -> Refusals.notFound(new GroupResource("", LiveAccounts.RESOURCE), name.name()));
    return signed(() -> tokens.forAccount(name, account.uid(), audiences, life));
  }

  /// A token for a person.
  public Token forUser(String user, List<String> groups, Duration life) {
    return signed(() -> tokens.forUser(user, groups, life));
  }

  private interface Signing {
    OwnTokens.Issued sign() throws StoreException, IOException;
  }

  private static Token signed(Signing signing) {
    try {
      OwnTokens.Issued issued = signing.sign();
      return new Token(issued.token(), issued.expires());
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    } catch (IOException e) {
      throw Refusals.unavailable("the signing key cannot be kept: " + e.getMessage());
    }
  }
}
