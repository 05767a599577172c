package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.scheduler.instanceset.InstanceSetAction.Adopt;
import io.ciao.scheduler.instanceset.InstanceSetAction.Create;
import io.ciao.scheduler.instanceset.InstanceSetAction.Delete;
import io.ciao.scheduler.instanceset.InstanceSetAction.Release;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// What a pass over one set does: a pure function of the snapshot.
///
/// The set's places are the lowest ordinals that nobody else's instance has. An instance beyond
/// them is there for an update: it serves while those in the places are replaced, and goes at the
/// end. An instance that serves is removed only while enough others do; one that does not is
/// removed first.
final class InstanceSetDecider {
  /// Creates and deletes of one pass; the next goes on.
  static final int ACTIONS_MAX = 200;

  private final InstanceSet set;
  private final Members members;
  private final TargetRevision target;
  private final NavigableSet<Integer> places = new TreeSet<>();
  private final int wanted;
  private final int surge;
  private final int servingMin;

  private final Set<Integer> current = new HashSet<>();

  /// Live ordinals that are not deleted in this pass.
  private final TreeSet<Integer> staying;

  /// Of those the ones that serve.
  private final Set<Integer> serving = new HashSet<>();

  /// Of those in places the ones that are to be replaced.
  private final TreeSet<Integer> outdated = new TreeSet<>();

  private final List<InstanceSetAction> actions = new ArrayList<>();

  private InstanceSetDecider(InstanceSetSnapshot snapshot) {
    this.set = snapshot.set();
    this.members = Members.of(snapshot);
    this.target = TargetRevision.of(snapshot);
    this.wanted = set.spec().wanted();
    var limits = set.spec().updateOrDefault();
    this.surge = limits.surge(wanted);
    this.servingMin = wanted - limits.unavailable(wanted);
    this.staying = new TreeSet<>(members.live().keySet());
    for (int ordinal = 0; places.size() < wanted; ordinal++) {
      if (!members.foreign().contains(ordinal)) {
        places.add(ordinal);
      }
    }
    members.live().forEach(this::judge);
  }

  private void judge(int ordinal, Instance instance) {
    if (target.made(instance)) {
      current.add(ordinal);
    } else if (places.contains(ordinal) && !set.spec().isPaused()) {
      outdated.add(ordinal);
    }
    if (StatusDraft.serves(set, instance)) {
      serving.add(ordinal);
    }
  }

  static InstanceSetDecision decide(InstanceSetSnapshot snapshot) {
    return new InstanceSetDecider(snapshot).run();
  }

  private InstanceSetDecision run() {
    var draft = new StatusDraft(set, members, target, places, servingMin).draft();
    if (set.metadata().deleting() || target.isNew()) {
      // What it is made from is stored before anything is made of it.
      return new InstanceSetDecision(List.of(), draft, false);
    }
    members.released().forEach(i -> actions.add(new Release(set, i)));
    members.adoptable().forEach(i -> actions.add(new Adopt(set, i)));
    if (actions.isEmpty()) {
      removeSurplus();
      removeOutdated();
      fillPlaces();
      addForUpdate();
    }
    var more = actions.size() > ACTIONS_MAX;
    var now = more ? actions.subList(0, ACTIONS_MAX) : actions;
    return new InstanceSetDecision(now, draft, more);
  }

  /// What is named and takes room: also what is on its way out.
  private int existing() {
    return members.live().size() + members.leaving().size();
  }

  private void delete(int ordinal) {
    staying.remove(ordinal);
    serving.remove(ordinal);
    outdated.remove(ordinal);
    actions.add(new Delete(Objects.requireNonNull(members.live().get(ordinal))));
  }

  private boolean spare() {
    return serving.size() > servingMin;
  }

  /// What has no place goes unless an update needs it or too few others serve. Of those beyond what
  /// an update may add, the least useful go in any case.
  private void removeSurplus() {
    var surplus =
        staying.stream()
            .filter(o -> !places.contains(o))
            .sorted(
                Comparator.comparing((Integer o) -> serving.contains(o))
                    .thenComparing(o -> current.contains(o))
                    .thenComparing(Comparator.reverseOrder()))
            .toList();
    var left = surplus.size();
    for (int ordinal : surplus) {
      var tooMany = staying.size() > wanted + surge;
      var needed = !outdated.isEmpty() && current.contains(ordinal) && left <= surge;
      if (tooMany || (!needed && (!serving.contains(ordinal) || spare()))) {
        delete(ordinal);
        left--;
      }
    }
  }

  /// Those that do not serve first, then from the highest ordinal down. New ones that do not serve
  /// yet hold the update back.
  private void removeOutdated() {
    var starting =
        staying.stream().filter(o -> current.contains(o) && !serving.contains(o)).count();
    var budget = staying.size() - servingMin - starting;
    var order =
        outdated.stream()
            .sorted(
                Comparator.comparing((Integer o) -> serving.contains(o))
                    .thenComparing(Comparator.reverseOrder()))
            .toList();
    for (int ordinal : order) {
      if (budget > 0 && (!serving.contains(ordinal) || spare())) {
        delete(ordinal);
        budget--;
      }
    }
  }

  private void fillPlaces() {
    var room = wanted + surge - existing();
    for (int ordinal : places) {
      if (room > 0
          && !members.live().containsKey(ordinal)
          && !members.leaving().contains(ordinal)) {
        create(ordinal);
        room--;
      }
    }
  }

  /// Instances beyond the places, so that those in them can go. Places that are just empty come
  /// back by themselves.
  private void addForUpdate() {
    var helping = (int) members.live().keySet().stream().filter(o -> !places.contains(o)).count();
    var empty = (int) places.stream().filter(o -> !members.live().containsKey(o)).count();
    var leavingElsewhere =
        (int) members.leaving().stream().filter(o -> !places.contains(o)).count();
    var planned = members.live().size() + empty + leavingElsewhere;
    var count = Math.min(Math.min(surge, outdated.size()) - helping, wanted + surge - planned);
    for (int ordinal = 0; count > 0; ordinal++) {
      if (!places.contains(ordinal)
          && !members.foreign().contains(ordinal)
          && !members.leaving().contains(ordinal)
          && !members.live().containsKey(ordinal)) {
        create(ordinal);
        count--;
      }
    }
  }

  private void create(int ordinal) {
    var name = Ordinals.name(set.metadata().requireName(), ordinal);
    actions.add(new Create(set, name, target.template(), target.present().hash()));
  }
}
