package io.ciao.apiserver.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.gc.GarbageSnapshot.Dependent;
import io.ciao.apiserver.gc.GarbageSnapshot.Item;
import io.ciao.apiserver.gc.GarbageSnapshot.ObjectId;
import io.ciao.apiserver.gc.GarbageSnapshot.Owner;
import io.ciao.apiserver.gc.GarbageSnapshot.Presence;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Objects that own each other, as an apiserver keeps them, and that refuses what a collector may
/// never do.
final class GarbageWorld {
  /// What somebody else keeps objects with.
  static final String OTHERS_FINALIZER = "example.com/x";

  private final Map<String, Thing> things = new LinkedHashMap<>();
  private long versions;

  /// A reference to an owner.
  record Ref(String uid, boolean blocks) {}

  /// An object; its uid is its name.
  record Thing(
      String uid, long version, boolean deleting, List<String> finalizers, List<Ref> owners) {
    Thing {
      finalizers = List.copyOf(finalizers);
      owners = List.copyOf(owners);
    }

    boolean isWaiting() {
      return deleting && finalizers.contains(DeleteOptions.FOREGROUND);
    }

    boolean isOrphaning() {
      return deleting && finalizers.contains(DeleteOptions.ORPHAN);
    }

    boolean isOwnedBy(String owner) {
      return owners.stream().anyMatch(ref -> ref.uid().equals(owner));
    }
  }

  void create(String uid, List<String> finalizers, List<Ref> owners) {
    put(new Thing(uid, 0, false, finalizers, owners));
  }

  List<Thing> things() {
    return List.copyOf(things.values());
  }

  boolean has(String uid) {
    return things.containsKey(uid);
  }

  Thing thing(String uid) {
    return things.get(uid);
  }

  /// What a client's delete does.
  void delete(String uid, Propagation propagation) {
    Thing thing = things.get(uid);
    if (thing == null) {
      return;
    }
    List<String> finalizers =
        new DeleteOptions(false, propagation, "", "", false).finalizers(thing.finalizers());
    put(new Thing(uid, 0, true, finalizers, thing.owners()));
  }

  void dropFinalizer(String uid, String finalizer) {
    Thing thing = things.get(uid);
    if (thing != null && thing.finalizers().contains(finalizer)) {
      List<String> left = new ArrayList<>(thing.finalizers());
      left.remove(finalizer);
      put(new Thing(uid, 0, thing.deleting(), left, thing.owners()));
    }
  }

  private void put(Thing thing) {
    versions++;
    if (thing.deleting() && thing.finalizers().isEmpty()) {
      things.remove(thing.uid());
    } else {
      things.put(
          thing.uid(),
          new Thing(thing.uid(), versions, thing.deleting(), thing.finalizers(), thing.owners()));
    }
  }

  GarbageSnapshot snapshot(Thing thing) {
    Item item =
        new Item(
            id(thing.uid()),
            thing.uid(),
            thing.version(),
            thing.deleting(),
            thing.finalizers().contains(DeleteOptions.FOREGROUND),
            thing.finalizers().contains(DeleteOptions.ORPHAN));
    List<Owner> owners =
        thing.deleting()
            ? List.of()
            : thing.owners().stream()
                .map(ref -> new Owner(ref.uid(), presence(ref.uid())))
                .toList();
    return new GarbageSnapshot(item, owners, dependents(thing.uid()), waitsForItself(thing));
  }

  private boolean waitsForItself(Thing thing) {
    TreeSet<String> reached = new TreeSet<>(awaited(thing));
    int before = -1;
    while (thing.isWaiting() && before < reached.size()) {
      before = reached.size();
      List.copyOf(reached).forEach(uid -> reached.addAll(awaited(things.get(uid))));
    }
    return reached.contains(thing.uid());
  }

  /// Those that a deletion in the foreground waits for and that wait themselves.
  private List<String> awaited(Thing thing) {
    return things.values().stream()
        .filter(other -> thing.isWaiting() && other.isWaiting() && !other.equals(thing))
        .filter(other -> blocks(other, thing.uid()))
        .map(Thing::uid)
        .toList();
  }

  private List<Dependent> dependents(String owner) {
    return things.values().stream()
        .filter(other -> !other.uid().equals(owner) && other.isOwnedBy(owner))
        .map(other -> new Dependent(id(other.uid()), other.version(), blocks(other, owner)))
        .toList();
  }

  private static boolean blocks(Thing thing, String owner) {
    return thing.owners().stream().anyMatch(ref -> ref.uid().equals(owner) && ref.blocks());
  }

  private Presence presence(String uid) {
    Thing owner = things.get(uid);
    if (owner == null) {
      return Presence.ABSENT;
    }
    return owner.isWaiting() ? Presence.WAITING : Presence.PRESENT;
  }

  /// Does a step, if its object is still as it was looked at.
  void apply(GarbageAction action) {
    Thing thing = things.get(action.id().name());
    if (thing == null || thing.version() != action.version()) {
      return;
    }
    switch (action) {
      case GarbageAction.Delete delete -> {
        assertThat(thing.owners()).as("only what is owned is garbage").isNotEmpty();
        assertThat(thing.owners())
            .as("an owner of %s is there", thing)
            .noneMatch(ref -> presence(ref.uid()) == Presence.PRESENT);
        delete(delete.uid(), delete.propagation());
      }
      case GarbageAction.DropOwners drop -> {
        for (String uid : drop.uids()) {
          assertThat(presence(uid) != Presence.PRESENT || things.get(uid).isOrphaning())
              .as("%s lets go of %s, which is there", thing, uid)
              .isTrue();
        }
        List<Ref> left = new ArrayList<>(thing.owners());
        left.removeIf(ref -> drop.uids().contains(ref.uid()));
        put(new Thing(thing.uid(), 0, thing.deleting(), thing.finalizers(), left));
      }
      case GarbageAction.StopBlocking _ -> {
        List<Ref> owners = thing.owners().stream().map(ref -> new Ref(ref.uid(), false)).toList();
        assertThat(owners).as("it blocked already nobody").isNotEqualTo(thing.owners());
        put(new Thing(thing.uid(), 0, thing.deleting(), thing.finalizers(), owners));
      }
      case GarbageAction.Release release -> release(thing, release.finalizer());
    }
  }

  private void release(Thing thing, String finalizer) {
    List<Dependent> dependents = dependents(thing.uid());
    if (finalizer.equals(DeleteOptions.ORPHAN)) {
      assertThat(dependents).as("%s still has dependents", thing).isEmpty();
    } else {
      assertThat(dependents).as("somebody blocks %s", thing).noneMatch(Dependent::blocks);
    }
    dropFinalizer(thing.uid(), finalizer);
  }

  /// Names all uids that some object mentions.
  TreeSet<String> mentioned() {
    TreeSet<String> uids = new TreeSet<>();
    things.values().forEach(thing -> thing.owners().forEach(ref -> uids.add(ref.uid())));
    return uids;
  }

  private static ObjectId id(String uid) {
    return new ObjectId("things", "default", uid);
  }
}
