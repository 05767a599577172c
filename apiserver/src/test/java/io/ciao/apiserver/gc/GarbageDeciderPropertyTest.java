package io.ciao.apiserver.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.gc.GarbageWorld.Ref;
import io.ciao.apiserver.gc.GarbageWorld.Thing;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Any graph of owners, circles and absent owners among them, any deletes, any interruptions: the
/// collector comes to rest, and at rest everything is as it should be.
final class GarbageDeciderPropertyTest {
  private static final int CASES = 20_000;
  private static final int PASSES_MAX = 200;

  /// An object that its only owner let go of.
  private record Orphan(String uid, String owner) {}

  /// One generated case.
  private static final class Run {
    private final Gen gen;
    private final GarbageWorld world = new GarbageWorld();
    private final Set<String> touched = new HashSet<>();
    private final Set<Orphan> orphans = new HashSet<>();

    Run(Gen gen) {
      this.gen = gen;
    }

    void create() {
      List<String> uids = new ArrayList<>();
      int count = gen.between(1, 8);
      for (int i = 0; i < count; i++) {
        uids.add("t" + i);
      }
      List<String> owners = new ArrayList<>(uids);
      owners.add("absent");
      for (String uid : uids) {
        List<String> finalizers = gen.oneIn(4) ? List.of(GarbageWorld.OTHERS_FINALIZER) : List.of();
        world.create(uid, finalizers, gen.oneIn(3) ? List.of() : refs(owners));
      }
    }

    private List<Ref> refs(List<String> owners) {
      Map<String, Ref> byUid = new TreeMap<>();
      for (Ref ref : gen.listOf(1, 3, g -> new Ref(g.oneOf(owners), g.coin()))) {
        byUid.put(ref.uid(), ref);
      }
      return List.copyOf(byUid.values());
    }

    /// A client deletes something, or another controller takes its finalizer off.
    void disturb() {
      List<Thing> things = world.things();
      if (things.isEmpty()) {
        return;
      }
      String uid = gen.oneOf(things).uid();
      if (gen.oneIn(3)) {
        world.dropFinalizer(uid, GarbageWorld.OTHERS_FINALIZER);
        return;
      }
      Propagation propagation = gen.oneOf(List.of(Propagation.values()));
      boolean first = touched.add(uid) && !world.thing(uid).deleting();
      rememberOrphans(uid, first && propagation == Propagation.ORPHAN);
      world.delete(uid, propagation);
    }

    /// Who has this one owner alone must survive its deletion by `Orphan`.
    private void rememberOrphans(String owner, boolean orphaned) {
      for (Thing thing : world.things()) {
        boolean sole =
            thing.owners().size() == 1
                && thing.isOwnedBy(owner)
                && !thing.uid().equals(owner)
                && !thing.deleting();
        Orphan orphan = new Orphan(thing.uid(), owner);
        if (sole && orphaned) {
          orphans.add(orphan);
        } else {
          orphans.remove(orphan);
        }
      }
    }

    /// One pass over everything, in any order, ended anywhere.
    boolean pass(boolean disturbed) {
      boolean acted = false;
      for (Thing thing : gen.shuffled(world.things())) {
        if (!world.has(thing.uid())) {
          continue;
        }
        GarbageSnapshot snapshot = world.snapshot(world.thing(thing.uid()));
        List<GarbageAction> actions = GarbageDecider.decide(snapshot);
        assertThat(GarbageDecider.decide(snapshot)).isEqualTo(actions);
        acted |= !actions.isEmpty();
        for (GarbageAction action : actions) {
          if (disturbed && gen.oneIn(4)) {
            disturb();
          }
          if (disturbed && gen.oneIn(8)) {
            return true;
          }
          if (isStillRight(snapshot)) {
            world.apply(action);
          }
        }
      }
      return acted;
    }

    /// The world's own rules hold for what a decision saw. A change since then is caught by the
    /// version where it is the changed object's own; a client that changes its mind about
    /// dependents while they let go is too late.
    private boolean isStillRight(GarbageSnapshot seen) {
      String uid = seen.item().uid();
      if (!world.has(uid)) {
        return true;
      }
      GarbageSnapshot now = world.snapshot(world.thing(uid));
      return now.owners().equals(seen.owners()) && now.item().orphan() == seen.item().orphan();
    }

    void settle() {
      for (int i = 0; i < PASSES_MAX; i++) {
        if (!pass(false)) {
          return;
        }
      }
      throw new AssertionError("no rest after " + PASSES_MAX + " passes: " + world.things());
    }
  }

  @Test
  void comesToRestWithNothingThatItsOwnersLeft() {
    Seeds.check(
        CASES,
        gen -> {
          Run run = new Run(gen);
          run.create();
          int passes = gen.between(1, 6);
          for (int i = 0; i < passes; i++) {
            run.disturb();
            run.pass(true);
          }
          run.settle();
          for (Thing thing : run.world.things()) {
            run.world.dropFinalizer(thing.uid(), GarbageWorld.OTHERS_FINALIZER);
          }
          run.settle();
          assertThat(run.world.things())
              .as("nothing goes on being deleted")
              .noneMatch(Thing::deleting);
          for (String owner : run.world.mentioned()) {
            assertThat(run.world.has(owner)).as("%s is named and absent", owner).isTrue();
          }
          for (Orphan orphan : run.orphans) {
            boolean deletedItself = run.touched.contains(orphan.uid());
            assertThat(deletedItself || run.world.has(orphan.uid())).as("%s", orphan).isTrue();
          }
        });
  }
}
