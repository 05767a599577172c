package io.ciao.launcher.instance;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.instance.IngredientsReader.Network;
import io.ciao.launcher.instance.InstanceSnapshot.Self;
import io.ciao.launcher.instance.Observation.Seen;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.ledger.LedgerEntry;
import io.ciao.launcher.network.PortState;
import io.ciao.launcher.network.Ports;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads everything that one decision may look at.
final class InstanceSnapshotReader {
  /// Where the parts of a snapshot come from.
  record Sources(
      KeptObjects kept,
      BoundList bound,
      InstanceLedger ledger,
      Drivers drivers,
      Ports ports,
      IngredientsReader ingredients) {}

  private final Sources sources;
  private final Supplier<Self> self;
  private final InstanceQuestions questions;
  private final Histories histories;
  private final InstantSource clock;

  InstanceSnapshotReader(
      Sources sources,
      Supplier<Self> self,
      InstanceQuestions questions,
      Histories histories,
      InstantSource clock) {
    this.sources = sources;
    this.self = self;
    this.questions = questions;
    this.histories = histories;
    this.clock = clock;
  }

  /// A snapshot with the driver that its actions are for; null if the node has none for it.
  ///
  /// @param instance what `object` says
  record Reading(
      InstanceSnapshot snapshot,
      @Nullable Driver driver,
      @Nullable Kept object,
      @Nullable Instance instance) {}

  /// @param before what was read in the round before; what is the same object is not parsed again
  @SuppressWarnings("ReferenceEquality") // a kept object is immutable
  Reading read(String uid, @Nullable Reading before) throws InterruptedException {
    var kept = sources.kept().byUid(KeptKind.INSTANCE, uid).orElse(null);
    var instance = before != null && before.object() == kept ? before.instance() : parsed(kept);
    var entry = sources.ledger().entry(uid);
    var node = self.get();
    Ingredients ingredients = new Ingredients.NotLooked();
    Network network = new Network.NotLooked();
    Driver driver = null;
    Observation observation;
    Desired desired = null;
    try {
      var choice = choose(uid, entry, kept, instance);
      driver = choice.driver();
      var holding = driver == null ? Holding.NOTHING : driver.look(uid);
      var port = sources.ports().state(uid, target(driver, holding));
      observation = new Seen(holding, port);
      if (kept != null && instance != null) {
        desired = DesiredReader.read(kept, instance, driver == null ? "" : driver.name());
        // A restart is only begun where the start after it can be made.
        var held = desired.restartDue(marks(entry)) ? Holding.NOTHING : holding;
        ingredients = ingredients(choice, kept, instance, desired, node, held);
        network = network(kept, instance, holding, port);
      }
    } catch (DriverException e) {
      observation = new Observation.Unknown(String.valueOf(e.getMessage()));
      if (kept != null && instance != null) {
        desired = DesiredReader.read(kept, instance, "");
      }
    }
    var snapshot =
        new InstanceSnapshot(
            name(uid, kept, entry, driver),
            knowledge(uid, kept, desired, entry, observation),
            marks(entry),
            observation,
            ingredients,
            network,
            node,
            new InstanceSnapshot.Timing(clock.instant(), histories.of(uid)));
    return new Reading(snapshot, driver, kept, instance);
  }

  private static @Nullable Instance parsed(@Nullable Kept kept) {
    return kept == null ? null : kept.as(Instance.class);
  }

  /// The driver, or why there is none.
  private record Choice(@Nullable Driver driver, Ingredients otherwise) {}

  /// The ledger remembers who made an instance's copies; else its runtime decides.
  private Choice choose(
      String uid, Optional<LedgerEntry> entry, @Nullable Kept kept, @Nullable Instance instance)
      throws DriverException {
    var nothing = new Ingredients.NotLooked();
    var remembered = entry.map(LedgerEntry::driver).filter(name -> !name.isEmpty());
    if (remembered.isPresent() && entry.get().holds()) {
      var driver = sources.drivers().named(remembered.get());
      return new Choice(driver.orElse(null), lacks(remembered.get()));
    }
    if (kept == null || instance == null) {
      return new Choice(sources.drivers().holding(uid).orElse(null), nothing);
    }
    return switch (sources.ingredients().driver(kept, instance)) {
      case IngredientsReader.Choice.Chosen chosen ->
          new Choice(sources.drivers().named(chosen.driver()).orElse(null), lacks(chosen.driver()));
      case IngredientsReader.Choice.Unknown unknown ->
          new Choice(
              sources.drivers().holding(uid).orElse(null),
              new Ingredients.Waiting(unknown.reason(), unknown.message()));
    };
  }

  private static Ingredients lacks(String driver) {
    return new Ingredients.Unusable(
        InstanceReasons.LAUNCH_FAILURE,
        "this node does not have the driver " + driver + "; bind the instance to one that does");
  }

  private static Optional<PortTarget> target(@Nullable Driver driver, Holding holding)
      throws DriverException {
    if (driver == null) {
      return Optional.empty();
    }
    for (var copy : holding.copies()) {
      if (copy.alive()) {
        return driver.portTarget(copy.uid(), copy.epoch());
      }
    }
    return Optional.empty();
  }

  /// Looked at only where a start is near: it may cost questions to the API.
  private Ingredients ingredients(
      Choice choice, Kept kept, Instance instance, Desired desired, Self node, Holding holding)
      throws DriverException, InterruptedException {
    var binding = desired.binding();
    if (binding == null || !startNear(desired, binding, node)) {
      return new Ingredients.NotLooked();
    }
    if (holding.at(binding.epoch()).filter(Copy::alive).isPresent()) {
      return new Ingredients.NotLooked();
    }
    var driver = choice.driver();
    if (driver == null || choice.otherwise() instanceof Ingredients.Waiting) {
      return choice.otherwise();
    }
    var prepared = driver.prepared(kept.uid(), binding.epoch());
    return sources.ingredients().read(kept, instance, prepared);
  }

  /// Looked at only where a living copy has no interface: it may cost a question to the API.
  private Network network(Kept kept, Instance instance, Holding holding, PortState port) {
    var lacks =
        switch (port) {
          case PortState.Absent _, PortState.Stale _ -> true;
          case PortState.Pending _, PortState.Plugged _, PortState.Closed _, PortState.Leaving _ ->
              false;
        };
    return lacks && holding.copies().stream().anyMatch(Copy::alive)
        ? sources.ingredients().network(kept, instance)
        : new Network.NotLooked();
  }

  private static boolean startNear(Desired desired, Desired.Bound binding, Self node) {
    return binding.nodeUid().equals(node.nodeUid())
        && !binding.releasing()
        && desired.running()
        && desired.deletion() == Deletion.NONE
        && node.mayStart();
  }

  private Knowledge knowledge(
      String uid,
      @Nullable Kept kept,
      @Nullable Desired desired,
      Optional<LedgerEntry> entry,
      Observation observation) {
    var held = entry.map(LedgerEntry::actedEpoch).orElse(0L);
    if (observation instanceof Seen seen) {
      held = Math.max(held, seen.holding().highestEpoch());
    }
    var standing = sources.bound().standing(uid, kept == null ? 0 : kept.version());
    return new Knowledge(desired, standing, questions.answer(uid, held), questions.letGo(uid));
  }

  private static Marks marks(Optional<LedgerEntry> entry) {
    return entry
        .map(
            present ->
                new Marks(
                    true,
                    present.actedEpoch(),
                    present.releasedEpoch(),
                    present.buriedAt() != null,
                    present.restartedAt()))
        .orElse(Marks.NONE);
  }

  private static InstanceName name(
      String uid, @Nullable Kept kept, Optional<LedgerEntry> entry, @Nullable Driver driver) {
    if (kept != null) {
      return DesiredReader.name(kept);
    }
    if (entry.isPresent()) {
      return new InstanceName(uid, entry.get().namespace(), entry.get().name());
    }
    try {
      var found = driver == null ? null : driver.instances().get(uid);
      return found == null ? new InstanceName(uid, "", "") : found;
    } catch (DriverException e) {
      return new InstanceName(uid, "", "");
    }
  }
}
