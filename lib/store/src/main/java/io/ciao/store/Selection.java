package io.ciao.store;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
  /// The fields that the key of every object gives.
  private static final Set<String> KEY_FIELDS = Set.of("metadata.name", "metadata.namespace");

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

  /// The selection itself, if its field is indexed: by any other field nothing would be found,
  /// which is not the same as nothing being there.
  ///
  /// @throws IllegalArgumentException if objects of the resource are not found by the field
  Selection declared(Indexer indexer) {
    if (field == null || KEY_FIELDS.contains(field) || indexer.fields(resource).contains(field)) {
      return this;
    }
    throw new IllegalArgumentException(
        "%s are not found by %s; they are by %s"
            .formatted(resource, field, new TreeSet<>(indexer.fields(resource))));
  }

  /// Whether the object belongs to it.
  public boolean matches(StoredObject object) {
    return object.key().resource().equals(resource)
        && (namespace == null || namespace.equals(object.key().namespace()))
        && (field == null || object.index(field).contains(value));
  }
}
