package io.ciao.ctl.top;

import io.ciao.ctl.session.RefusedException;
import java.util.Collection;
import java.util.List;

/// Names that a caller asks for.
final class Wanted {
  private Wanted() {}

  /// @throws RefusedException naming those that there are not
  static void require(List<String> names, Collection<String> present, String what) {
    var missing = names.stream().filter(name -> !present.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new RefusedException(
          "there are no such %s: %s; see ciaoctl get %s"
              .formatted(what, String.join(", ", missing), what));
    }
  }
}
