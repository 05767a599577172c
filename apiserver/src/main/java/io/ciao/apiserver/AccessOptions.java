package io.ciao.apiserver;

import io.ciao.apiserver.identity.OidcConfig;
import io.ciao.program.Flag;
import io.ciao.program.Flags;
import io.ciao.program.Given;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is let in beside the holders of client certificates and of the cluster's own tokens, and
/// where the audit log is.
///
/// @param oidc null if no issuer's tokens are accepted
/// @param auditLog null for `audit.log` in the state directory
record AccessOptions(@Nullable OidcConfig oidc, @Nullable Path auditLog) {
  static final AccessOptions DEFAULT = new AccessOptions(null, null);

  private static final Flag<Path> AUDIT_LOG =
      Flag.path(
          "audit-log",
          "FILE",
          "a JSON line for every write, denial and read of a Secret, rotated by size (default"
              + " audit.log in --dir)");
  private static final Flag<String> ISSUER =
      Flag.text(
          "oidc-issuer-url",
          "URL",
          "accept tokens of that OpenID Connect issuer that are meant for --oidc-client-id");
  private static final Flag<String> CLIENT_ID =
      Flag.text("oidc-client-id", "ID", "whom the issuer's tokens must be meant for");
  private static final Flag<String> USERNAME_CLAIM =
      Flag.text("oidc-username-claim", "NAME", "the claim that is the user").or("sub");
  private static final Flag<String> GROUPS_CLAIM =
      Flag.text("oidc-groups-claim", "NAME", "the claim that is its groups").or("groups");
  private static final Flag<String> USERNAME_PREFIX =
      Flag.text("oidc-username-prefix", "TEXT", "what is put before the user, - for nothing")
          .or("oidc:");
  private static final Flag<String> GROUPS_PREFIX =
      Flag.text("oidc-groups-prefix", "TEXT", "what is put before each group, - for nothing")
          .or("oidc:");
  private static final Flag<Path> AUTHORITY =
      Flag.path(
          "oidc-ca",
          "FILE",
          "PEM with the authorities that the issuer's certificate is checked against (default those"
              + " of the Java installation)");
  private static final List<Flag<?>> OIDC =
      List.of(
          ISSUER,
          CLIENT_ID,
          USERNAME_CLAIM,
          GROUPS_CLAIM,
          USERNAME_PREFIX,
          GROUPS_PREFIX,
          AUTHORITY);

  static final List<Flag<?>> FLAGS = Stream.concat(Stream.of(AUDIT_LOG), OIDC.stream()).toList();

  /// The same flags with what must hold between these.
  static Flags with(Flags flags) {
    return flags.rule(OIDC, AccessOptions::checkOidc);
  }

  static AccessOptions of(Given given) {
    return new AccessOptions(
        given.has(ISSUER) ? oidc(given) : null, given.find(AUDIT_LOG).orElse(null));
  }

  private static void checkOidc(Given given) {
    if (!given.has(ISSUER)) {
      if (OIDC.stream().anyMatch(given::has)) {
        throw new IllegalArgumentException("--oidc-... flags need --oidc-issuer-url");
      }
      return;
    }
    List<String> problems = oidc(given).problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static OidcConfig oidc(Given given) {
    return new OidcConfig(
        given.get(ISSUER),
        given.find(CLIENT_ID).orElse(""),
        given.get(USERNAME_CLAIM),
        given.get(GROUPS_CLAIM),
        new OidcConfig.Prefixes(
            prefix(given.get(USERNAME_PREFIX)), prefix(given.get(GROUPS_PREFIX))),
        given.find(AUTHORITY).orElse(null));
  }

  private static String prefix(String text) {
    return text.equals("-") ? "" : text;
  }

  /// Where the audit log is.
  Path auditLog(Path directory) {
    return auditLog == null ? directory.resolve("audit.log") : auditLog;
  }
}
