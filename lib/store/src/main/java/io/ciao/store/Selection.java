package io.ciao.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a list or watch is about: a resource, in one namespace or all, narrowed by one indexed
/// field or not.
///
/// An indexed field matches if one of the object's values for it equals `value`, see [Indexer]. A
/// watch matches an event if the object before it or after it matches, so that leaving the
/// selection is seen.
///
/// @param resource the plural name of the kind
/// @param namespace null for every namespace, and for cluster-scoped kinds
/// @param field an indexed field, null for no narrowing
/// @param value the field's wanted value, null exactly if `field` is
public record Selection(
    String resource, @Nullable String namespace, @Nullable String field, @Nullable String value) {
  /// Field and value come together.
  public Selection {
    Objects.requireNonNull(resource, "resource");
    if ((field == null) != (value == null)) {
      throw new IllegalArgumentException("a field comes with a value and a value with a field");
    }
  }

  /// Every object of a resource.
  public static Selection of(String resource) {
    return new Selection(resource, null, null, null);
  }

  /// Every object of a resource in a namespace, or everywhere if it is null.
  public static Selection of(String resource, @Nullable String namespace) {
    return new Selection(resource, namespace, null, null);
  }

  /// The same, narrowed to objects whose indexed field has the value.
  public Selection where(String indexedField, String wanted) {
    return new Selection(resource, namespace, indexedField, wanted);
  }

  /// Whether the object belongs to it.
  public boolean matches(StoredObject object) {
    return object.key().resource().equals(resource)
        && (namespace == null || namespace.equals(object.key().namespace()))
        && (field == null || object.index(field).contains(value));
  }
}
