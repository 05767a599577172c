package io.ciao.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The cached objects of one resource with their indexes. Guarded by [ObjectCache]'s lock.
final class ResourceTable {
  private final NavigableMap<ResourceKey, StoredObject> objects = new TreeMap<>();
  private final Map<ResourceKey, StoredObject> byKey = new HashMap<>();
  private final Map<String, ResourceKey> byUid = new HashMap<>();
  private final Map<IndexEntry, NavigableMap<ResourceKey, StoredObject>> byIndex = new HashMap<>();

  private record IndexEntry(String field, String value) {}

  @Nullable StoredObject get(ResourceKey key) {
    return byKey.get(key);
  }

  @Nullable StoredObject getByUid(String uid) {
    ResourceKey key = byUid.get(uid);
    return key == null ? null : byKey.get(key);
  }

  /// Puts an object; returns what it replaces.
  @Nullable StoredObject put(StoredObject object) {
    StoredObject previous = byKey.put(object.key(), object);
    objects.put(object.key(), object);
    if (previous != null) {
      unlink(previous);
    }
    byUid.put(object.uid(), object.key());
    object
        .index()
        .forEach(
            (field, values) ->
                values.forEach(
                    value ->
                        byIndex
                            .computeIfAbsent(new IndexEntry(field, value), entry -> new TreeMap<>())
                            .put(object.key(), object)));
    return previous;
  }

  /// Removes what is under the key; returns it.
  @Nullable StoredObject remove(ResourceKey key) {
    StoredObject previous = byKey.remove(key);
    objects.remove(key);
    if (previous != null) {
      unlink(previous);
    }
    return previous;
  }

  Collection<StoredObject> all() {
    return objects.values();
  }

  /// What the selection holds, sorted by key.
  List<StoredObject> list(Selection selection) {
    if ("metadata.name".equals(selection.field())) {
      return named(selection);
    }
    NavigableMap<ResourceKey, StoredObject> source = source(selection);
    String namespace = selection.namespace();
    if (namespace == null) {
      return select(source.values(), selection);
    }
    // "\0" sorts before every name.
    ResourceKey first = new ResourceKey(selection.resource(), namespace, "\0");
    List<StoredObject> found = new ArrayList<>();
    for (StoredObject object : source.tailMap(first, true).values()) {
      if (!namespace.equals(object.key().namespace())) {
        break;
      }
      if (selection.matches(object)) {
        found.add(object);
      }
    }
    return found;
  }

  private List<StoredObject> named(Selection selection) {
    String name = Objects.requireNonNull(selection.value());
    StoredObject object =
        ResourceKey.isName(name)
            ? objects.get(new ResourceKey(selection.resource(), selection.namespace(), name))
            : null;
    if (object != null) {
      return List.of(object);
    }
    return selection.namespace() == null ? select(objects.values(), selection) : List.of();
  }

  private NavigableMap<ResourceKey, StoredObject> source(Selection selection) {
    String field = selection.field();
    String value = selection.value();
    if (field == null || value == null || field.equals("metadata.namespace")) {
      return objects;
    }
    return byIndex.getOrDefault(new IndexEntry(field, value), new TreeMap<>());
  }

  private static List<StoredObject> select(Collection<StoredObject> source, Selection selection) {
    return selection.field() == null
        ? new ArrayList<>(source)
        : new ArrayList<>(source.stream().filter(selection::matches).toList());
  }

  private void unlink(StoredObject object) {
    // A copy put by hand under another name may have taken the uid over.
    byUid.remove(object.uid(), object.key());
    object
        .index()
        .forEach((field, values) -> values.forEach(value -> unlink(object, field, value)));
  }

  private void unlink(StoredObject object, String field, String value) {
    IndexEntry entry = new IndexEntry(field, value);
    NavigableMap<ResourceKey, StoredObject> found = byIndex.get(entry);
    if (found == null) {
      return;
    }
    found.remove(object.key());
    if (found.isEmpty()) {
      byIndex.remove(entry);
    }
  }
}
