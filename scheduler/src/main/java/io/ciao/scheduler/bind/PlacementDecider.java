package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.scheduler.place.MakingRoom;
import io.ciao.scheduler.place.NodeView;
import io.ciao.scheduler.place.Placement;
import io.ciao.scheduler.place.Placer;
import io.ciao.scheduler.place.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a placement pass does: a pure function of the snapshot.
///
/// Instances go in [Turns]. Every instance is placed against what the ones before it in the same
/// pass have taken, so a pass never overbooks a node and never gives an address twice. One that
/// fits nowhere holds nobody back: those behind it may take less. Instances of lower priority give
/// way to one that no node has room for.
final class PlacementDecider {
  /// The most instances that one pass binds; the rest comes with the next pass over a fresh
  /// snapshot.
  static final int BINDS_PER_PASS_MAX = 1024;

  /// The most conditions that one pass rewrites only because their text changed; else every change
  /// of a node would rewrite those of all instances that wait.
  static final int MESSAGES_PER_PASS_MAX = 128;

  /// The most instances that one pass tells to give way.
  static final int EVICTIONS_PER_PASS_MAX = 128;

  private final Placer placer;
  private final Map<Request, NoRoom> noRoom = new HashMap<>();
  private final Map<String, Integer> bindsOfTenant = new HashMap<>();
  private final Addresses addresses;
  private final List<PlacementAction> actions = new ArrayList<>();
  private final PlacementSnapshot snapshot;
  private int binds;
  private int messages;
  private int evictions;
  private @Nullable Integer lowestPriority;
  private boolean more;

  private PlacementDecider(PlacementSnapshot snapshot) {
    this.snapshot = snapshot;
    this.addresses = new Addresses(snapshot.networks());
    this.placer = new Placer(snapshot.candidates(), snapshot.residents(), snapshot.strategy());
  }

  /// What is to be done now.
  ///
  /// @param more whether a limit of the pass left something for the next one, or it has helped
  ///   somebody whom it had refused before
  /// @param refused what no node takes of all that waits
  /// @param touchedNodes on which it takes or keeps room
  /// @param touchedTenants for whose instances
  record Decision(
      List<PlacementAction> actions,
      boolean more,
      Map<Request, NoRoom> refused,
      Set<String> touchedNodes,
      Set<String> touchedTenants) {
    Decision {
      actions = List.copyOf(actions);
      refused = Map.copyOf(refused);
      touchedNodes = Set.copyOf(touchedNodes);
      touchedTenants = Set.copyOf(touchedTenants);
    }
  }

  /// The actions of this pass, removals first.
  static Decision decide(PlacementSnapshot snapshot) {
    return new PlacementDecider(snapshot).run();
  }

  private Decision run() {
    snapshot.abandoned().forEach(i -> actions.add(new PlacementAction.RemoveFinalizer(i)));
    snapshot.released().forEach(instance -> unbind(instance, null));
    snapshot.stranded().forEach(stranded -> unbind(stranded.instance(), stranded.node()));
    for (var instance : snapshot.stopped()) {
      say(instance, InstanceReasons.STOPPED, "it has no node because spec.running is false");
    }
    for (var pending : Turns.of(snapshot.pending(), snapshot.residents())) {
      if (binds >= BINDS_PER_PASS_MAX) {
        more = true;
        break;
      }
      place(pending);
    }
    return new Decision(
        actions, more || hasHelped(), noRoom, placer.touched(), bindsOfTenant.keySet());
  }

  private void unbind(Instance instance, @Nullable LostNode lost) {
    var binding = instance.status().binding();
    if (binding != null) {
      actions.add(new PlacementAction.FinishUnbind(instance, binding.epoch(), lost));
    }
  }

  /// Who was refused for where others are may be near enough to one that was bound after it.
  private boolean hasHelped() {
    return noRoom.entrySet().stream()
        .anyMatch(
            entry -> {
              var request = entry.getKey();
              var bound = bindsOfTenant.getOrDefault(request.tenant(), 0);
              return request.minds()
                  && bound > entry.getValue().binds()
                  && entry.getValue().why().isByCompany();
            });
  }

  private void place(PendingInstance pending) {
    var waits = whatItWaitsFor(pending);
    if (waits.isPresent()) {
      say(pending, waits.get().reason(), waits.get().message());
      return;
    }
    // What one instance took only leaves less for the next one of the same shape, but for one that
    // wants to be near it.
    var request = request(pending);
    var binds = request.minds() ? bindsOfTenant.getOrDefault(request.tenant(), 0) : 0;
    var full = noRoom.computeIfAbsent(request, snapshot.refused()::get);
    var wanted = pending.instance().spec().preempts() ? priority(pending) : NoRoom.NOT_TRIED;
    if (full != null && full.binds() == binds && full.triedUpTo() >= wanted) {
      say(pending, InstanceReasons.UNSCHEDULABLE, full.message());
      return;
    }
    switch (placer.place(request, pending.imageName())) {
      case Placement.Unschedulable none -> {
        if (preempts(pending, request)) {
          noRoom.remove(request);
          return;
        }
        var lasts = evictions < EVICTIONS_PER_PASS_MAX && addresses.canGive(pending.instance());
        var now = new NoRoom(none, binds, wanted, lasts);
        noRoom.put(request, now);
        say(pending, InstanceReasons.UNSCHEDULABLE, now.message());
      }
      case Placement.Bound bound -> bind(pending, request, bound.node());
    }
  }

  /// Whether instances of lower priority give way to it. Those that do are told once: in the passes
  /// until they have gone their room is seen to become free.
  private boolean preempts(PendingInstance pending, Request request) {
    var instance = pending.instance();
    var priority = priority(pending);
    if (!instance.spec().preempts()
        || priority <= lowestPriority()
        || evictions >= EVICTIONS_PER_PASS_MAX
        || !addresses.canGive(instance)) {
      return false;
    }
    var room = placer.makeRoom(request, priority);
    if (room.isEmpty()) {
      return false;
    }
    var node = room.get().node().name();
    if (!room.get().victims().isEmpty()) {
      evictions += room.get().victims().size();
      actions.add(preempt(pending, room.get()));
    }
    say(
        pending,
        InstanceReasons.PREEMPTING,
        "instances of lower priority give way to it on node " + node);
    return true;
  }

  private static PlacementAction preempt(PendingInstance pending, MakingRoom room) {
    var instance = pending.instance();
    var node = room.node();
    return new PlacementAction.Preempt(
        instance,
        node.name(),
        node.uid(),
        pending.workloadRevision(),
        pending.lost(),
        room.victims().stream()
            .map(
                victim ->
                    new PlacementAction.Evict(
                        victim.instance(),
                        victim.epoch(),
                        "it gives way on node %s to instance %s of tenant %s, which has priority %d; its own is %d"
                            .formatted(
                                node.name(),
                                instance.metadata().name(),
                                instance.metadata().namespace(),
                                priority(pending),
                                victim.priority())))
            .toList());
  }

  private static int priority(PendingInstance pending) {
    return pending.instance().spec().priorityOrZero();
  }

  private int lowestPriority() {
    if (lowestPriority == null) {
      var lowest = Integer.MAX_VALUE;
      for (var candidate : snapshot.candidates()) {
        for (var resident : snapshot.residents().onNode(candidate.node().name())) {
          lowest = Math.min(lowest, resident.priority());
        }
      }
      lowestPriority = lowest;
    }
    return lowestPriority;
  }

  /// What wants a lost node alone and is moved all the same was forced to, its wish included.
  private static Request request(PendingInstance pending) {
    var meta = pending.instance().metadata();
    var request = Request.of(pending.spec(), String.valueOf(meta.namespace()), meta.labels());
    var lost = pending.lost();
    return lost != null && lost.name().equals(request.wish().nodeName())
        ? request.onAnyNode()
        : request;
  }

  private void bind(PendingInstance pending, Request request, NodeView node) {
    var instance = pending.instance();
    var network = addresses.give(instance);
    if (network.isEmpty()) {
      sayNoAddress(pending);
      return;
    }
    placer.take(node, request);
    bindsOfTenant.merge(request.tenant(), 1, Integer::sum);
    binds++;
    actions.add(
        new PlacementAction.Bind(
            instance,
            node.name(),
            node.uid(),
            pending.workloadRevision(),
            network.get(),
            addresses.ssh(instance, network.get()).orElse(null),
            pending.lost()));
  }

  private void sayNoAddress(PendingInstance pending) {
    var fixed = pending.instance().spec().fixedAddress();
    if (fixed.isPresent()) {
      say(
          pending,
          InstanceReasons.ADDRESS_TAKEN,
          "address %s, which it asks for, is another instance's (ciaoctl get instances shows whose); delete that one, or make this one with another address"
              .formatted(fixed.get()));
      return;
    }
    var full = "every address of " + addresses.subnets(pending.instance()) + " is in use; ";
    if (addresses.grows(pending.instance())) {
      say(pending, InstanceReasons.WAITING_FOR_TENANT_NETWORK, full + "the next subnet is made");
    } else {
      say(pending, InstanceReasons.ADDRESSES_EXHAUSTED, full + "delete an instance");
    }
  }

  private record Wait(String reason, String message) {}

  private Optional<Wait> whatItWaitsFor(PendingInstance pending) {
    var instance = pending.instance();
    var workload = pending.missingWorkload();
    if (workload != null) {
      return wait(
          InstanceReasons.WAITING_FOR_WORKLOAD,
          "there is no workload \"%s\" in tenant %s, nor a public one; all: ciaoctl get workloads"
              .formatted(workload, instance.metadata().namespace()));
    }
    var image = pending.spec().image();
    if (image.isEmpty()) {
      return wait(
          InstanceReasons.WAITING_FOR_IMAGE,
          "neither the instance nor its workload names an image; set spec.image");
    }
    if (!pending.imageFound()) {
      return wait(
          InstanceReasons.WAITING_FOR_IMAGE,
          "there is no image \"%s\" in tenant %s, nor a public one; all: ciaoctl get images"
              .formatted(image.get(), instance.metadata().namespace()));
    }
    if (!addresses.serves(instance)) {
      return wait(
          InstanceReasons.WAITING_FOR_TENANT_NETWORK,
          "tenant network \"%s\" does not exist or has no subnet with a concentrator yet%s"
              .formatted(
                  instance.spec().networkName(),
                  instance.spec().fixedAddress().map(a -> " for address " + a).orElse("")));
    }
    var forbidden = pending.forbidden();
    return forbidden == null ? Optional.empty() : wait(forbidden.reason(), forbidden.message());
  }

  private static Optional<Wait> wait(String reason, String message) {
    return Optional.of(new Wait(reason, message));
  }

  /// Why it has no node. One that is bound to a lost node is bound all the same: what it waits for
  /// is said of its node.
  private void say(PendingInstance pending, String reason, String message) {
    var lost = pending.lost();
    if (lost == null) {
      say(pending.instance(), reason, message);
    } else {
      say(
          pending.instance(),
          InstanceReasons.NODE_AVAILABLE,
          InstanceReasons.NODE_LOST,
          "node " + lost.name() + " is lost, and " + message);
    }
  }

  private void say(Instance instance, String reason, String message) {
    say(instance, InstanceReasons.SCHEDULED, reason, message);
  }

  private void say(Instance instance, String type, String reason, String message) {
    var condition =
        Condition.of(type, Condition.FALSE, reason, message)
            .observing(instance.metadata().generationOrZero());
    var before = Conditions.find(instance.status().conditions(), type);
    if (before.filter(b -> saysSame(b, condition)).isPresent()) {
      return;
    }
    if (before.filter(b -> !b.holds() && reason.equals(b.reason())).isPresent()) {
      if (messages >= MESSAGES_PER_PASS_MAX) {
        more = true;
        return;
      }
      messages++;
    }
    actions.add(new PlacementAction.Say(instance, condition));
  }

  private static boolean saysSame(Condition before, Condition now) {
    return before.saysSameAs(now)
        || (!before.holds()
            && InstanceReasons.UNSCHEDULABLE.equals(now.reason())
            && InstanceReasons.UNSCHEDULABLE.equals(before.reason())
            && NoRoom.saySame(String.valueOf(before.message()), String.valueOf(now.message())));
  }
}
