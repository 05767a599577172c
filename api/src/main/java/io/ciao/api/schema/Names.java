package io.ciao.api.schema;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The syntax of names, labels and annotations by the Kubernetes conventions. Each method answers
/// what is wrong, as a rule that begins with "must", or null.
public final class Names {
  private static final int SUBDOMAIN_CHARACTERS_MAX = 253;
  private static final int LABEL_CHARACTERS_MAX = 63;

  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  private Names() {}

  /// Names of most objects.
  static @Nullable String subdomainRule(String name) {
    if (name.length() > SUBDOMAIN_CHARACTERS_MAX) {
      return "must be no more than 253 characters";
    }
    return SUBDOMAIN.matcher(name).matches()
        ? null
        : "must consist of lower case letters, digits, '-' and '.', and start and end with a letter"
            + " or digit";
  }

  /// Names of namespaces.
  static @Nullable String dnsLabelRule(String name) {
    if (name.length() > LABEL_CHARACTERS_MAX) {
      return "must be no more than 63 characters";
    }
    return DNS_LABEL.matcher(name).matches()
        ? null
        : "must consist of lower case letters, digits and '-', and start and end with a letter or"
            + " digit";
  }

  /// Keys of labels and annotations, and finalizers: `zone`, `ciao.io/zone`.
  public static @Nullable String qualifiedNameRule(String key) {
    var slash = key.indexOf('/');
    if (slash >= 0) {
      var prefix = key.substring(0, slash);
      var rule = prefix.isEmpty() ? "must not be empty" : subdomainRule(prefix);
      if (rule != null) {
        return "prefix part " + rule;
      }
    }
    var name = key.substring(slash + 1);
    if (name.isEmpty()) {
      return "name part must not be empty";
    }
    var rule = wordRule(name);
    return rule == null ? null : "name part " + rule;
  }

  /// Values of labels; empty is allowed.
  public static @Nullable String labelValueRule(String value) {
    return value.isEmpty() ? null : wordRule(value);
  }

  private static @Nullable String wordRule(String word) {
    if (word.length() > LABEL_CHARACTERS_MAX) {
      return "must be no more than 63 characters";
    }
    return WORD.matcher(word).matches()
        ? null
        : "must consist of letters, digits, '-', '_' and '.', and start and end with a letter or"
            + " digit";
  }
}
