package io.ciao.apiserver.rbac;

import java.util.List;
import java.util.Optional;

/// How service accounts are called as users. Pure.
public final class ServiceAccounts {
  private static final String PREFIX = "system:serviceaccount:";
  private static final String GROUP = "system:serviceaccounts";

  private ServiceAccounts() {}

  /// A service account by its place.
  public record Name(String namespace, String name) {}

  /// `system:serviceaccount:NAMESPACE:NAME`.
  public static String user(String namespace, String name) {
    return PREFIX + namespace + ":" + name;
  }

  /// The groups of every service account of the namespace.
  public static List<String> groups(String namespace) {
    return List.of(GROUP, GROUP + ":" + namespace);
  }

  /// The service account of that user name; empty if it is none's.
  public static Optional<Name> parse(String user) {
    if (!user.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] parts = user.substring(PREFIX.length()).split(":", -1);
    return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
        ? Optional.of(new Name(parts[0], parts[1]))
        : Optional.empty();
  }
}
