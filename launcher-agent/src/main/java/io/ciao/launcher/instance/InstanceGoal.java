package io.ciao.launcher.instance;

import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.launcher.instance.Observation.Seen;
import org.jspecify.annotations.Nullable;

/// What a snapshot calls for. The rules are tried from top to bottom, the first that fits decides.
sealed interface InstanceGoal {

  /// Touch nothing: there is nothing to do, or too little is known.
  record Leave() implements InstanceGoal {}

  /// Touch nothing, and ask again soon: the apiserver could not say, or said that all is well.
  record Keep() implements InstanceGoal {}

  /// Touch nothing before the apiserver has said whether this epoch still counts.
  record Ask(long epoch) implements InstanceGoal {}

  /// Nothing is left here and nothing is wanted: bury the ledger entry, drop the kept object.
  record Drop() implements InstanceGoal {}

  /// The node is joining and the list shows no binding of this instance to it: its copies must end.
  record Clear() implements InstanceGoal {}

  record Run(Desired desired, long epoch) implements InstanceGoal {}

  /// Stopped on wish; disk and address stay.
  record Halt(Desired desired, long epoch) implements InstanceGoal {}

  /// Stop and give the epoch up; data stays until it is known that nobody wants it here.
  record Release(Desired desired, long epoch) implements InstanceGoal {}

  /// Remove everything. `desired` names the object whose deletion asked for it; null where the
  /// apiserver said that the epoch no longer counts.
  record Erase(@Nullable Desired desired, long epoch) implements InstanceGoal {}

  static InstanceGoal of(InstanceSnapshot snapshot, Seen seen) {
    var knowledge = snapshot.knowledge();
    var desired = knowledge.desired();
    if (desired == null) {
      return unknownObject(snapshot, seen);
    }
    var binding = desired.binding();
    if (knowledge.standing() == Standing.UNLISTED) {
      return unwanted(snapshot, seen);
    }
    if (binding == null || !binding.nodeUid().equals(snapshot.self().nodeUid())) {
      return unwanted(snapshot, seen);
    }
    return switch (desired.deletion()) {
      case SHOWN_BY_API -> new Erase(desired, binding.epoch());
      // A frame alone starts nothing new of it and erases nothing.
      case SAID_BY_FRAME -> new Leave();
      case NONE -> bound(snapshot, desired, binding);
    };
  }

  private static InstanceGoal bound(InstanceSnapshot snapshot, Desired desired, Bound binding) {
    var marks = snapshot.marks();
    if (binding.releasing() || binding.epoch() <= marks.releasedEpoch()) {
      return new Release(desired, binding.epoch());
    }
    // What this node did at a higher epoch cannot be undone by older input.
    if (binding.epoch() < marks.actedEpoch()) {
      return new Leave();
    }
    return desired.running()
        ? new Run(desired, binding.epoch())
        : new Halt(desired, binding.epoch());
  }

  /// Nothing was ever kept of this instance, but the driver or the ledger knows it.
  private static InstanceGoal unknownObject(InstanceSnapshot snapshot, Seen seen) {
    return snapshot.knowledge().standing() == Standing.UNSYNCED
        ? new Leave()
        : unwanted(snapshot, seen);
  }

  /// The API's list does not show the instance as bound to this node.
  private static InstanceGoal unwanted(InstanceSnapshot snapshot, Seen seen) {
    if (seen.empty() && !snapshot.marks().engaged()) {
      return new Drop();
    }
    if (snapshot.self().membership() == Membership.REJOINING
        && snapshot.knowledge().standing() != Standing.UNSYNCED) {
      return new Clear();
    }
    var epoch = Math.max(snapshot.marks().actedEpoch(), seen.holding().highestEpoch());
    return switch (snapshot.knowledge().answer()) {
      case NONE -> new Ask(epoch);
      case CURRENT, UNREADABLE -> new Keep();
      case SUPERSEDED, GONE -> new Erase(null, epoch);
    };
  }
}
