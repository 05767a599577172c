package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetSpec;
import io.ciao.api.instanceset.InstanceTemplate;
import io.ciao.api.instanceset.RevisionData;
import io.ciao.api.instanceset.SetRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Which revision a set's instances should be of, and what is remembered of earlier ones. Pure.
///
/// @param revisions as they are to be stored, the present one last; empty only before a set has any
/// @param isNew whether the present one is not stored yet: nothing is made of it before it is
/// @param held whether a newer template or workload waits because the set is paused
/// @param template what instances are made from now, so that they are of the present revision
record TargetRevision(
    List<SetRevision> revisions, boolean isNew, boolean held, InstanceTemplate template) {

  /// All remembered data together; the status must not outgrow what an object may have.
  static final int DATA_CHARACTERS_MAX = 256 << 10;

  TargetRevision {
    revisions = List.copyOf(revisions);
  }

  SetRevision present() {
    return revisions.getLast();
  }

  static TargetRevision of(InstanceSetSnapshot snapshot) {
    var set = snapshot.set();
    var template = set.spec().template();
    var wanted = wanted(snapshot);
    var stored = set.status().revisions();
    var present = set.status().present().filter(TargetRevision::readable);
    if (present.isEmpty()) {
      return new TargetRevision(added(set.spec(), stored, wanted), true, false, template);
    }
    if (same(present.get(), wanted)) {
      return new TargetRevision(stored, false, false, template);
    }
    if (set.spec().isPaused()) {
      return new TargetRevision(stored, false, true, asItWas(present.get(), wanted));
    }
    return new TargetRevision(added(set.spec(), stored, wanted), true, false, template);
  }

  private static SetRevision wanted(InstanceSetSnapshot snapshot) {
    var template = snapshot.set().spec().template();
    var workload = snapshot.workload();
    var data = new RevisionData(template, workload == null ? null : workload.spec()).text();
    if (data.length() > DATA_CHARACTERS_MAX) {
      data = new RevisionData(template, null).text();
    }
    return new SetRevision(
        1,
        RevisionData.hash(template),
        workload == null ? null : workload.revision(),
        snapshot.now(),
        data);
  }

  private static boolean readable(SetRevision stored) {
    try {
      return stored.read().template() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// A workload that does not exist just now changes nothing.
  private static boolean same(SetRevision present, SetRevision wanted) {
    return present.hash().equals(wanted.hash())
        && (wanted.workloadRevision() == null
            || wanted.workloadRevision().equals(present.workloadRevision()));
  }

  /// The stored template; without its workload where that has changed since.
  private static InstanceTemplate asItWas(SetRevision present, SetRevision wanted) {
    var data = present.read();
    return Objects.equals(present.workloadRevision(), wanted.workloadRevision())
        ? data.template()
        : data.independent();
  }

  /// A revision that was there before comes last again, under a new number.
  private static List<SetRevision> added(
      InstanceSetSpec spec, List<SetRevision> stored, SetRevision wanted) {
    var revisions = new ArrayList<>(stored);
    var number = revisions.stream().mapToLong(SetRevision::revision).max().orElse(0) + 1;
    revisions.removeIf(
        r ->
            r.hash().equals(wanted.hash())
                && Objects.equals(r.workloadRevision(), wanted.workloadRevision()));
    revisions.add(
        new SetRevision(
            number, wanted.hash(), wanted.workloadRevision(), wanted.createdAt(), wanted.data()));
    while (revisions.size() > 1 && tooMuch(spec, revisions)) {
      revisions.removeFirst();
    }
    return revisions;
  }

  private static boolean tooMuch(InstanceSetSpec spec, List<SetRevision> revisions) {
    return revisions.size() > spec.historyLimit() + 1
        || revisions.stream().mapToInt(r -> r.data().length()).sum() > DATA_CHARACTERS_MAX;
  }

  /// Whether the instance is of the present revision. One that is not bound yet will be made from
  /// the workload as it is then.
  boolean made(Instance instance) {
    var hash = instance.metadata().labels().get(InstanceSet.HASH_LABEL);
    if (!present().hash().equals(hash)) {
      return false;
    }
    var wanted = Optional.ofNullable(present().workloadRevision());
    var bound = instance.status().workloadRevision();
    return wanted.isEmpty()
        || (bound == null ? instance.spec().workload() != null : bound.equals(wanted.get()));
  }
}
