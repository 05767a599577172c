package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.store.CommitResult;
import io.ciao.store.HandPut;
import io.ciao.store.Listing;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.Selection;
import io.ciao.store.StoredObject;
import io.ciao.store.StoredObjects;
import io.ciao.store.Subscription;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import io.ciao.store.Unreadable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Objects to read, put there by a test, and no system keys; nothing can be written through it.
public final class FixedStore implements ResourceStore {
  private final Map<ResourceKey, StoredObject> objects = new TreeMap<>();
  private final Map<ResourceKey, StoredObject> coming = new TreeMap<>();
  private long version = 64;
  private boolean behind;

  /// What is put from now on is not shown before [#awaitCurrent].
  public void fallBehind() {
    behind = true;
  }

  /// Puts or replaces an object.
  public void put(ResourceKey key, ObjectNode tree) {
    put(key, tree, Map.of());
  }

  /// Puts or replaces an object with its indexed fields.
  public void put(ResourceKey key, ObjectNode tree, Map<String, List<String>> index) {
    version += 64;
    (behind ? coming : objects)
        .put(key, StoredObjects.of(key, version, Json.writeText(tree), index));
  }

  @Override
  public long awaitCurrent() {
    objects.putAll(coming);
    coming.clear();
    behind = false;
    return version;
  }

  @Override
  public long currentVersion() {
    return version;
  }

  @Override
  public Optional<StoredObject> get(ResourceKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public Optional<StoredObject> getByUid(String resource, String uid) {
    return objects.values().stream()
        .filter(object -> object.key().resource().equals(resource) && object.uid().equals(uid))
        .findFirst();
  }

  @Override
  public Optional<HandPut> handPut(ResourceKey key) {
    return Optional.empty();
  }

  @Override
  public Listing list(Selection selection) {
    return new Listing(objects.values().stream().filter(selection::matches).toList(), version);
  }

  @Override
  public Listing listAt(Selection selection, long atVersion) {
    throw new UnsupportedOperationException("list at " + atVersion);
  }

  @Override
  public Subscription watch(Selection selection, long afterVersion) {
    throw new UnsupportedOperationException("watch");
  }

  @Override
  public CommitResult commit(Transaction transaction) {
    throw new UnsupportedOperationException("commit");
  }

  @Override
  public SystemValue readSystem(String key) {
    return new SystemValue(key, null, 0, 0, version);
  }

  @Override
  public List<SystemValue> readSystemPrefix(String prefix) {
    throw new UnsupportedOperationException("read " + prefix);
  }

  @Override
  public List<Unreadable> unreadable() {
    return List.of();
  }

  @Override
  public void close() {}
}
