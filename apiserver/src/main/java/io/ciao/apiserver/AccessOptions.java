package io.ciao.apiserver;

import io.ciao.apiserver.identity.OidcConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is let in beside the holders of client certificates and of the cluster's own tokens, and
/// where the audit log is.
///
/// @param oidc null if no issuer's tokens are accepted
/// @param auditLog null for `audit.log` in the state directory
record AccessOptions(@Nullable OidcConfig oidc, @Nullable Path auditLog) {
  static final AccessOptions DEFAULT = new AccessOptions(null, null);

  static final String USAGE =
      """
        --audit-log FILE  a JSON line for every write, denial and read of a Secret, rotated by size
                          (default STATE/audit.log)
        --oidc-issuer-url URL, --oidc-client-id ID
                          accept tokens of that OpenID Connect issuer that are meant for that client
        --oidc-username-claim NAME, --oidc-groups-claim NAME
                          the claims that are the user and its groups (default sub, groups)
        --oidc-username-prefix TEXT, --oidc-groups-prefix TEXT
                          what is put before them (default oidc:, - for nothing)
        --oidc-ca FILE    PEM with the authorities that the issuer's certificate is checked against
                          (default those of the Java installation)
      """;

  static final Set<String> KEYS =
      Set.of(
          "audit-log",
          "oidc-issuer-url",
          "oidc-client-id",
          "oidc-username-claim",
          "oidc-groups-claim",
          "oidc-username-prefix",
          "oidc-groups-prefix",
          "oidc-ca");

  /// Reads its flags; adds what is wrong to the problems.
  static AccessOptions parse(Map<String, List<String>> flags, List<String> problems) {
    String audit = text(flags, "audit-log", "");
    return new AccessOptions(oidc(flags, problems), audit.isEmpty() ? null : Path.of(audit));
  }

  private static @Nullable OidcConfig oidc(Map<String, List<String>> flags, List<String> problems) {
    String issuer = text(flags, "oidc-issuer-url", "");
    if (issuer.isEmpty()) {
      if (flags.keySet().stream().anyMatch(key -> key.startsWith("oidc-"))) {
        problems.add("--oidc-… flags need --oidc-issuer-url");
      }
      return null;
    }
    String authority = text(flags, "oidc-ca", "");
    OidcConfig config =
        new OidcConfig(
            issuer,
            text(flags, "oidc-client-id", ""),
            text(flags, "oidc-username-claim", "sub"),
            text(flags, "oidc-groups-claim", "groups"),
            new OidcConfig.Prefixes(
                prefix(flags, "oidc-username-prefix"), prefix(flags, "oidc-groups-prefix")),
            authority.isEmpty() ? null : Path.of(authority));
    problems.addAll(config.problems());
    return config;
  }

  private static String prefix(Map<String, List<String>> flags, String key) {
    String text = text(flags, key, "oidc:");
    return text.equals("-") ? "" : text;
  }

  private static String text(Map<String, List<String>> flags, String key, String otherwise) {
    return flags.getOrDefault(key, List.of(otherwise)).getLast();
  }

  /// Where the audit log is.
  Path auditLog(Path directory) {
    return auditLog == null ? directory.resolve("audit.log") : auditLog;
  }
}
