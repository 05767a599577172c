package io.ciao.store;

import io.ciao.store.Change.ResourceChange;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Changes that are committed together or not at all.
///
/// At most [#MAX_OBJECTS] resources, at most one per place (see [ResourceVersions]); no key twice.
/// A caller that packs unrelated items asks [#placesCollide] and leaves a colliding item for the
/// next transaction.
///
/// @param changes in any order; the store names resource keys in order of place
/// @param guards conditions beside those of the changes
public record Transaction(List<Change> changes, List<Guard> guards) {
  /// Resources in one transaction; more cost etcd gigabytes.
  public static final int MAX_OBJECTS = 8;

  /// Bytes of values in one transaction of several objects; one object alone may be larger.
  public static final int MAX_BYTES = 32 * 1024;

  /// Checks the shape.
  public Transaction {
    changes = List.copyOf(changes);
    guards = List.copyOf(guards);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a transaction without changes");
    }
    requireShape(changes);
  }

  /// One change without guards.
  public static Transaction of(Change change) {
    return new Transaction(List.of(change), List.of());
  }

  /// Changes without guards.
  public static Transaction of(Change... changes) {
    return new Transaction(List.of(changes), List.of());
  }

  /// The same changes under one more condition.
  public Transaction guardedBy(Guard guard) {
    var more = new java.util.ArrayList<>(guards);
    more.add(guard);
    return new Transaction(changes, more);
  }

  /// Whether two different keys have the same place and so may not share a transaction.
  public static boolean placesCollide(ResourceKey one, ResourceKey other) {
    return ResourceVersions.place(one.etcdKey()) == ResourceVersions.place(other.etcdKey());
  }

  private static void requireShape(List<Change> changes) {
    Set<String> keys = new HashSet<>();
    BitSet places = new BitSet();
    int objects = 0;
    for (Change change : changes) {
      String key = etcdKey(change);
      if (!keys.add(key)) {
        throw new IllegalArgumentException("a transaction names " + key + " twice");
      }
      if (change instanceof ResourceChange) {
        objects++;
        int place = ResourceVersions.place(key);
        if (places.get(place)) {
          throw new IllegalArgumentException("a transaction has two objects at place " + place);
        }
        places.set(place);
      } else if (!key.startsWith(SystemKeys.PREFIX)) {
        throw new IllegalArgumentException("not a system key: " + key);
      }
    }
    if (objects > MAX_OBJECTS) {
      throw new IllegalArgumentException(
          "a transaction of " + objects + " objects, the limit is " + MAX_OBJECTS);
    }
  }

  static String etcdKey(Change change) {
    return switch (change) {
      case ResourceChange resource -> resource.key().etcdKey();
      case Change.SystemChange system -> system.key();
    };
  }
}
