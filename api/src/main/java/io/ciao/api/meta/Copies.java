package io.ciao.api.meta;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Copies for the components of records, so that no record changes after it was made. Absent stays
/// absent, which for an overlay or a merge patch is not the same as empty.
public final class Copies {
  private Copies() {}

  /// An immutable copy; null if there is no list.
  public static <T> @Nullable List<T> of(@Nullable List<T> list) {
    return list == null ? null : List.copyOf(list);
  }
}
