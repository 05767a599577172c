package io.ciao.scheduler.instanceset;

import io.ciao.api.meta.ObjectKey;
import java.util.Optional;
import java.util.OptionalInt;

/// Names of a set's instances: the set's name, `-`, and a number without leading zeros.
public final class Ordinals {
  private static final int DIGITS_MAX = 6;

  private Ordinals() {}

  static String name(String set, int ordinal) {
    return set + "-" + ordinal;
  }

  /// The number in the name of an instance of that set; empty for any other name.
  static OptionalInt of(String set, String instance) {
    return instance.startsWith(set + "-") && dash(instance) == set.length()
        ? OptionalInt.of(Integer.parseInt(instance.substring(set.length() + 1)))
        : OptionalInt.empty();
  }

  /// The set that an instance may belong to by its name.
  public static Optional<ObjectKey> setOf(ObjectKey instance) {
    var dash = dash(instance.name());
    return dash == 0
        ? Optional.empty()
        : Optional.of(new ObjectKey(instance.namespace(), instance.name().substring(0, dash)));
  }

  /// Where the number begins, less one; 0 if the name ends in none.
  private static int dash(String name) {
    var dash = name.lastIndexOf('-');
    var digits = name.length() - dash - 1;
    if (dash < 1 || digits < 1 || digits > DIGITS_MAX) {
      return 0;
    }
    for (int i = dash + 1; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return 0;
      }
    }
    return digits > 1 && name.charAt(dash + 1) == '0' ? 0 : dash;
  }
}
