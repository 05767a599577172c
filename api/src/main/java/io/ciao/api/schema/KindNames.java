package io.ciao.api.schema;

import java.util.List;

/// What a kind is called.
///
/// @param kind `Instance`
/// @param listKind `InstanceList`
/// @param plural the resource in URLs and keys: `instances`
/// @param singular `instance`
/// @param shortNames `inst`; may be empty
/// @param categories groups like `all`; may be empty
public record KindNames(
    GroupVersion groupVersion,
    String kind,
    String listKind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories) {
  public KindNames {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
  }
}
