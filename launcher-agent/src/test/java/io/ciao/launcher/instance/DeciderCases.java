package io.ciao.launcher.instance;

import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.instance.Observation.Seen;
import io.ciao.launcher.network.PortState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be wanted of the instance of a [DeciderWorld], and worlds to begin with.
abstract class DeciderCases {
  static final long EPOCH = 10;
  static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
  static final Ending SHUT_DOWN = new Ending(THEN.plusSeconds(60), null, "the guest shut down");

  static Desired desired(long epoch) {
    return wish(new Bound(DeciderWorld.NODE, epoch, false), Deletion.NONE, true);
  }

  static Desired stopped() {
    return wish(new Bound(DeciderWorld.NODE, EPOCH, false), Deletion.NONE, false);
  }

  static Desired releasing() {
    return wish(new Bound(DeciderWorld.NODE, EPOCH, true), Deletion.NONE, true);
  }

  static Desired deleted() {
    return wish(new Bound(DeciderWorld.NODE, EPOCH, false), Deletion.SHOWN_BY_API, true);
  }

  static Desired boundElsewhere() {
    return wish(new Bound("other-node", EPOCH + 5, false), Deletion.NONE, true);
  }

  static Desired deletedAndLetGo() {
    return new Desired(
        DeciderWorld.NAME,
        2,
        new Bound(DeciderWorld.NODE, EPOCH, false),
        Deletion.SHOWN_BY_API,
        true,
        false,
        "qemu");
  }

  private static Desired wish(Bound binding, Deletion deletion, boolean running) {
    return new Desired(DeciderWorld.NAME, 2, binding, deletion, running, true, "qemu");
  }

  /// A copy that has ended.
  static Copy ended(@Nullable Instant startedAt, @Nullable Instant askedAt, @Nullable Ending how) {
    return new Copy(DeciderWorld.NAME.uid(), EPOCH, CopyState.ENDED, startedAt, askedAt, how);
  }

  static DeciderWorld world(Desired desired) {
    var world = new DeciderWorld();
    world.desired = desired;
    return world;
  }

  static DeciderWorld running(long epoch) {
    var world = world(desired(epoch));
    world.marks = new Marks(true, epoch, 0, false);
    world.data = true;
    world.addCopy(epoch, CopyState.RUNNING);
    world.plug(epoch);
    return world;
  }

  static void settle(DeciderWorld world) {
    for (int pass = 0; pass < 20; pass++) {
      if (world.pass(Integer.MAX_VALUE)) {
        return;
      }
    }
    throw new AssertionError("not at rest: " + world.describe());
  }

  static Decision decide(DeciderWorld world) {
    return InstanceDecider.decide(world.snapshot());
  }

  /// What is decided where the node holds these copies and that interface.
  static Decision decide(DeciderWorld world, PortState port, Copy... copies) {
    var seen = new Seen(new Holding(List.of(copies), world.data), port);
    var snapshot = world.snapshot();
    return InstanceDecider.decide(with(snapshot, seen, snapshot.ingredients()));
  }

  static InstanceSnapshot with(
      InstanceSnapshot snapshot, Observation observation, Ingredients ingredients) {
    return new InstanceSnapshot(
        snapshot.instance(),
        snapshot.knowledge(),
        snapshot.marks(),
        observation,
        ingredients,
        snapshot.network(),
        snapshot.self(),
        snapshot.timing());
  }
}
