package io.ciao.scheduler.place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which instances of lower priority have to give way, on one node, so that there is room for one
/// that has none: those of the lowest priority, and of these the fewest. What such ones leave
/// already counts as room, so that nobody goes in vain. Only room is made: what another rule
/// forbids, no preemption changes. Confined to one thread.
final class Preemption {
  /// The lowest priority first, and of these the largest, so that few have to go.
  private static final Comparator<Resident> FIRST_TO_GO =
      Comparator.comparingInt(Resident::priority)
          .thenComparing(Comparator.comparingLong(Preemption::size).reversed())
          .thenComparing(r -> r.instance().uid());

  private final Nodes nodes;
  private final Residents residents;

  /// Those that this pass tells to go.
  private final Set<String> going = new HashSet<>();

  Preemption(Nodes nodes, Residents residents) {
    this.nodes = nodes;
    this.residents = residents;
  }

  /// The best node to make room on; empty if there is none. Whoever is named there is told to go.
  Optional<MakingRoom> plan(Request request, int priority, Company company) {
    MakingRoom best = null;
    for (int i = 0; i < nodes.size(); i++) {
      var candidate = nodes.at(i);
      if (Placer.allowed(request, candidate) && company.accepts(i)) {
        var plan = on(candidate, request, priority, company);
        if (plan != null && (best == null || isBetter(plan, best))) {
          best = plan;
        }
      }
    }
    if (best != null) {
      best.victims().forEach(victim -> going.add(victim.instance().uid()));
    }
    return Optional.ofNullable(best);
  }

  private @Nullable MakingRoom on(
      Candidate candidate, Request request, int priority, Company company) {
    var all = residents.onNode(candidate.node().name());
    var lower = all.stream().filter(r -> r.priority() < priority).toList();
    var room = candidate.without(lower.stream().filter(this::isLeaving).toList());
    var victims = new ArrayList<Resident>();
    for (var next : inOrder(lower, company)) {
      if (room.hasRoomFor(request)) {
        break;
      }
      room = room.without(List.of(next));
      victims.add(next);
    }
    if (!room.hasRoomFor(request)) {
      return null;
    }
    // Some were taken off in vain: those of the highest priority are let off first.
    for (var spared : List.copyOf(victims).reversed()) {
      var with = room.plus(spared.request());
      if (with.hasRoomFor(request)) {
        room = with;
        victims.remove(spared);
      }
    }
    return new MakingRoom(candidate.node(), victims);
  }

  private List<Resident> inOrder(List<Resident> lower, Company company) {
    return lower.stream()
        .filter(r -> r.state() == Resident.State.MOVABLE && !isLeaving(r))
        .filter(r -> !company.counts(r))
        .sorted(FIRST_TO_GO)
        .toList();
  }

  private boolean isLeaving(Resident resident) {
    return resident.state() == Resident.State.LEAVING || going.contains(resident.instance().uid());
  }

  /// The lower of the highest priorities that have to go, then the fewer instances.
  private static boolean isBetter(MakingRoom one, MakingRoom other) {
    var mine = highest(one);
    var others = highest(other);
    return mine == others ? one.victims().size() < other.victims().size() : mine < others;
  }

  private static long highest(MakingRoom plan) {
    return plan.victims().stream().mapToLong(Resident::priority).max().orElse(Long.MIN_VALUE);
  }

  private static long size(Resident resident) {
    return resident.request().memoryBytes();
  }
}
