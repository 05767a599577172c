package io.ciao.apiserver.request;

import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.util.List;

/// The name under which a writer owns fields. Pure.
public final class FieldManagers {
  /// The apiserver's own writes.
  public static final String APISERVER = "ciao-apiserver";

  /// Bindings and the conditions that schedulers own, whoever carries them.
  public static final String SCHEDULER = "ciao-scheduler";

  /// What nodes report, whoever carries it.
  public static final String AGENT = "ciao-agent";

  /// What cnci-agents write.
  public static final String CONCENTRATOR_AGENT = "ciao-cnci-agent";

  private static final int LENGTH_MAX = 128;

  private FieldManagers() {}

  /// The name that a query gives; empty if it gives none.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 422 if it cannot be one
  static String given(String name) {
    if (name.length() > LENGTH_MAX) {
      throw refused(
          new Cause(
              "FieldValueTooLong",
              "Too long: may not be more than " + LENGTH_MAX + " bytes",
              "fieldManager"));
    }
    if (!name.chars().allMatch(FieldManagers::isPrintable)) {
      throw refused(
          Cause.invalid(
              "fieldManager", "\"" + name + "\": should only contain printable characters"));
    }
    return name;
  }

  /// The name of a program that names none: its `User-Agent` up to the first slash.
  public static String ofUserAgent(String userAgent) {
    int slash = userAgent.indexOf('/');
    String program = slash < 0 ? userAgent : userAgent.substring(0, slash);
    StringBuilder name = new StringBuilder();
    program
        .chars()
        .filter(FieldManagers::isPrintable)
        .limit(LENGTH_MAX)
        .forEach(c -> name.append((char) c));
    return name.isEmpty() ? "unknown" : name.toString();
  }

  static RuntimeException refused(Cause cause) {
    return Refusals.invalid("meta.k8s.io", "PatchOptions", "", List.of(cause));
  }

  private static boolean isPrintable(int character) {
    return character >= ' ' && character < 0x7f;
  }
}
