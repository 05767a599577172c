package io.ciao.apiserver.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.gc.GarbageSnapshot.Dependent;
import io.ciao.apiserver.gc.GarbageSnapshot.Item;
import io.ciao.apiserver.gc.GarbageSnapshot.ObjectId;
import io.ciao.apiserver.gc.GarbageSnapshot.Owner;
import io.ciao.apiserver.gc.GarbageSnapshot.Presence;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.Selection;
import io.ciao.store.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads what a decision needs from the cache, which the caller has made current: what is absent
/// then, is gone. Safe for many threads.
final class GarbageSnapshotReader {
  private final ResourceStore store;
  private final KindRegistry kinds;
  private final List<String> resources;

  GarbageSnapshotReader(ResourceStore store, KindRegistry kinds) {
    this.store = store;
    this.kinds = kinds;
    this.resources = kinds.kinds().stream().map(KindDefinition::plural).distinct().toList();
  }

  /// The snapshot of one object.
  GarbageSnapshot read(StoredObject object) {
    ObjectNode tree = object.tree();
    List<String> finalizers = ObjectTree.finalizers(tree);
    Item item =
        new Item(
            id(object.key()),
            object.uid(),
            object.version(),
            object.deleting(),
            finalizers.contains(DeleteOptions.FOREGROUND),
            finalizers.contains(DeleteOptions.ORPHAN));
    List<Owner> owners = object.deleting() ? List.of() : owners(object.key(), tree);
    return new GarbageSnapshot(
        item, owners, dependents(object), isWaiting(object) && waitsForItself(object));
  }

  /// Follows who waits for whom; only objects that are being deleted in the foreground can close a
  /// circle, which are few.
  private boolean waitsForItself(StoredObject object) {
    Set<String> seen = new HashSet<>();
    Deque<StoredObject> next = new ArrayDeque<>(List.of(object));
    while (!next.isEmpty()) {
      StoredObject waiting = next.pop();
      for (StoredObject dependent : dependentObjects(waiting)) {
        boolean awaited =
            isWaiting(dependent)
                && dependent.index(OwnerIndex.BLOCKS).contains(waiting.uid())
                && seen.add(dependent.uid());
        if (awaited && dependent.uid().equals(object.uid())) {
          return true;
        }
        if (awaited) {
          next.push(dependent);
        }
      }
    }
    return false;
  }

  /// The objects that name this one as their owner, from the index alone.
  List<Dependent> dependents(StoredObject owner) {
    List<Dependent> dependents = new ArrayList<>();
    for (StoredObject found : dependentObjects(owner)) {
      dependents.add(
          new Dependent(
              id(found.key()),
              found.version(),
              found.index(OwnerIndex.BLOCKS).contains(owner.uid())));
    }
    return dependents;
  }

  /// An owner in a namespace has dependents in that namespace alone.
  List<StoredObject> dependentObjects(StoredObject owner) {
    List<StoredObject> found = new ArrayList<>();
    for (String resource : resources) {
      Selection selection =
          Selection.of(resource, owner.key().namespace()).where(OwnerIndex.OWNERS, owner.uid());
      for (StoredObject object : store.list(selection).objects()) {
        if (!object.uid().equals(owner.uid())) {
          found.add(object);
        }
      }
    }
    return found;
  }

  /// The object of this uid, whatever its kind.
  Optional<StoredObject> byUid(String uid) {
    return resources.stream()
        .map(resource -> store.getByUid(resource, uid))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// Every object that the collector may have something to do with.
  Set<ResourceKey> all() {
    Set<ResourceKey> keys = new TreeSet<>();
    for (String resource : resources) {
      for (String state : List.of(OwnerIndex.OWNED, OwnerIndex.FOREGROUND, OwnerIndex.ORPHAN)) {
        Selection selection = Selection.of(resource).where(OwnerIndex.STATE, state);
        store.list(selection).objects().forEach(object -> keys.add(object.key()));
      }
    }
    return keys;
  }

  private List<Owner> owners(ResourceKey key, ObjectNode tree) {
    List<Owner> owners = new ArrayList<>();
    for (JsonNode reference : tree.path("metadata").path("ownerReferences")) {
      owners.add(new Owner(reference.path("uid").asText(""), presence(key, reference)));
    }
    return owners;
  }

  private Presence presence(ResourceKey dependent, JsonNode reference) {
    KindDefinition kind =
        kinds
            .byKind(reference.path("apiVersion").asText(""), reference.path("kind").asText(""))
            .orElse(null);
    if (kind == null || (kind.namespaced() && dependent.namespace() == null)) {
      return Presence.UNKNOWN;
    }
    String name = reference.path("name").asText("");
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      return Presence.ABSENT;
    }
    String namespace = kind.namespaced() ? dependent.namespace() : null;
    ResourceKey key = new ResourceKey(kind.plural(), namespace, name);
    StoredObject owner = store.get(key).orElse(null);
    if (owner == null) {
      return isUnreadable(key) ? Presence.UNKNOWN : Presence.ABSENT;
    }
    if (!owner.uid().equals(reference.path("uid").asText(""))) {
      return isUnreadable(key) ? Presence.UNKNOWN : Presence.ABSENT;
    }
    return isWaiting(owner) ? Presence.WAITING : Presence.PRESENT;
  }

  private boolean isUnreadable(ResourceKey key) {
    return store.unreadable().stream().anyMatch(one -> one.key().equals(key.etcdKey()));
  }

  private static boolean isWaiting(StoredObject object) {
    return object.index(OwnerIndex.STATE).contains(OwnerIndex.FOREGROUND);
  }

  private static ObjectId id(ResourceKey key) {
    return new ObjectId(key.resource(), key.namespace(), key.name());
  }
}
