package io.ciao.scheduler.bind;

import io.ciao.scheduler.place.Residents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who goes first: what one gets may be missing for those behind it. A higher priority before a
/// lower one; within a priority tenants take turns, each with its oldest, and in every round the
/// tenant that has the fewest instances on nodes goes first. So a tenant that wants a thousand at
/// once delays another one's first by one round.
final class Turns {
  private static final Comparator<PendingInstance> BY_AGE =
      Comparator.comparing(Turns::created).thenComparing(p -> p.instance().metadata().requireUid());

  private static final Comparator<Turn> ORDER =
      Comparator.comparingInt((Turn t) -> priority(t.pending()))
          .reversed()
          .thenComparingInt(Turn::round)
          .thenComparingInt(Turn::placed)
          .thenComparing(Turn::pending, BY_AGE);

  private Turns() {}

  /// @param round how many of the same tenant and priority are ahead of it
  /// @param placed how many instances of its tenant have a node
  private record Turn(PendingInstance pending, int round, int placed) {}

  private record Queue(String tenant, int priority) {}

  /// These instances in the order of their turns.
  static List<PendingInstance> of(List<PendingInstance> pending, Residents residents) {
    var rounds = new HashMap<Queue, Integer>();
    Map<String, Integer> placed = new HashMap<>();
    var turns = new ArrayList<Turn>(pending.size());
    for (var next : pending.stream().sorted(BY_AGE).toList()) {
      var tenant = String.valueOf(next.instance().metadata().namespace());
      turns.add(
          new Turn(
              next,
              rounds.merge(new Queue(tenant, priority(next)), 1, Integer::sum) - 1,
              placed.computeIfAbsent(tenant, name -> residents.ofTenant(name).size())));
    }
    return turns.stream().sorted(ORDER).map(Turn::pending).toList();
  }

  private static int priority(PendingInstance pending) {
    return pending.instance().spec().priorityOrZero();
  }

  private static Instant created(PendingInstance pending) {
    var created = pending.instance().metadata().creationTimestamp();
    return created == null ? Instant.EPOCH : created;
  }
}
