package io.ciao.apiserver.identity;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose OpenID Connect tokens are accepted, and what is made of them.
///
/// @param issuer an https URL, exactly as the tokens name it
/// @param clientId whom the tokens must be meant for
/// @param usernameClaim the claim that is the user's name
/// @param groupsClaim the claim with the user's groups, a text or a list
/// @param prefixes put before what the issuer says, so that it cannot name the cluster's own
/// @param authority PEM with the certificates that the issuer's is checked against; null for those
///   of the Java installation
public record OidcConfig(
    String issuer,
    String clientId,
    String usernameClaim,
    String groupsClaim,
    Prefixes prefixes,
    @Nullable Path authority) {

  /// What stands before the names that an issuer gives; empty for nothing.
  public record Prefixes(String user, String groups) {
    /// `oidc:` for both.
    public static final Prefixes DEFAULT = new Prefixes("oidc:", "oidc:");
  }

  /// What is wrong with it; empty if nothing is.
  public List<String> problems() {
    return issuer.startsWith("https://")
        ? clientId.isEmpty()
            ? List.of("--oidc-client-id is needed with --oidc-issuer-url")
            : List.of()
        : List.of("--oidc-issuer-url " + issuer + ": an https:// URL is needed");
  }
}
