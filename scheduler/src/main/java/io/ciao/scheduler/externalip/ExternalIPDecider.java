package io.ciao.scheduler.externalip;

import io.ciao.api.externalip.AddressMapping;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.externalip.ExternalIPPoolReasons;
import io.ciao.api.externalip.ExternalIPPoolStatus;
import io.ciao.api.externalip.ExternalIPReasons;
import io.ciao.api.externalip.ExternalIPStatus;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.scheduler.externalip.AddressChooser.Choice;
import io.ciao.scheduler.externalip.ExternalIPAction.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a pass over a pool does: a pure function of the snapshot.
///
/// An address stays with its ExternalIP until that is gone. A grant is made only while no
/// concentrator has the address, and ends only when none has it any more; so it leads to one
/// instance at a time, whichever concentrators are in between.
final class ExternalIPDecider {
  private static final Set<String> IN_FORCE =
      Set.of(ExternalIPReasons.MAPPED, ExternalIPReasons.NO_SECURITY_GROUP);

  /// What does not pass by itself: somebody has to do something.
  private static final Set<String> FAILURES =
      Set.of(
          ExternalIPReasons.POOL_MISSING,
          ExternalIPReasons.POOL_NOT_PERMITTED,
          ExternalIPReasons.POOL_EXHAUSTED,
          ExternalIPReasons.ADDRESS_NOT_IN_POOL,
          ExternalIPReasons.ADDRESS_TAKEN);

  private final ExternalIPSnapshot snapshot;
  private final AddressChooser addresses;
  private final Map<ObjectKey, Concentrator> concentrators = new HashMap<>();

  /// The concentrator that has an ExternalIP's address, by the ExternalIP's uid.
  private final Map<String, Concentrator> holders = new HashMap<>();

  private final List<ExternalIPAction> actions = new ArrayList<>();

  private ExternalIPDecider(ExternalIPSnapshot snapshot) {
    this.snapshot = snapshot;
    this.addresses = new AddressChooser(snapshot);
    for (var concentrator : snapshot.concentrators()) {
      concentrators.put(ObjectKey.of(concentrator.metadata()), concentrator);
      concentrator.spec().externalIPs().forEach(a -> holders.put(a.uid(), concentrator));
      concentrator.status().externalIPs().forEach(a -> holders.put(a.uid(), concentrator));
    }
  }

  static ExternalIPDecision decide(ExternalIPSnapshot snapshot) {
    return new ExternalIPDecider(snapshot).run();
  }

  private ExternalIPDecision run() {
    for (var externalIP : snapshot.externalIPs()) {
      if (externalIP.metadata().deleting()) {
        if (externalIP.metadata().finalizers().contains(Finalizers.EXTERNAL_IP)) {
          leave(externalIP);
        }
      } else {
        keep(externalIP);
      }
    }
    if (snapshot.pool() != null) {
      count(snapshot.pool());
    }
    return new ExternalIPDecision(actions);
  }

  /// What a status is to say beside the address.
  private record Next(@Nullable AddressMapping mapping, Condition ready, List<Told> told) {}

  private void leave(ExternalIP externalIP) {
    var holder = holders.get(externalIP.metadata().requireUid());
    var mapping = externalIP.status().mapping();
    if (holder != null) {
      say(externalIP, externalIP.status().address(), new Next(mapping, release(holder), List.of()));
      return;
    }
    actions.add(
        new ExternalIPAction.RemoveFinalizer(
            externalIP, mapping == null ? List.of() : List.of(unmapped(externalIP, mapping))));
  }

  private void keep(ExternalIP externalIP) {
    var has = externalIP.status().address();
    if (has != null) {
      say(externalIP, has, next(externalIP, has));
      return;
    }
    switch (addresses.choose(externalIP)) {
      case Choice.Given(var address) ->
          say(externalIP, address.toString(), next(externalIP, address.toString()));
      case Choice.None(var reason, var message) ->
          say(externalIP, null, new Next(null, no(reason, message), List.of()));
    }
  }

  private Next next(ExternalIP externalIP, String address) {
    var uid = externalIP.metadata().requireUid();
    var wish = externalIP.spec().instance();
    var instance = wish == null ? null : snapshot.instances().get(key(externalIP, wish));
    var mapping = externalIP.status().mapping();
    var told = new ArrayList<Told>();
    if (mapping != null && !counts(externalIP, mapping, instance)) {
      var holder = holders.get(uid);
      if (holder != null) {
        return new Next(mapping, release(holder), told);
      }
      told.add(unmapped(externalIP, mapping));
      mapping = null;
    }
    if (wish == null) {
      var ready = yes(ExternalIPReasons.UNMAPPED, address + " leads to no instance: none is named");
      return new Next(mapping, ready, told);
    }
    if (instance == null) {
      return new Next(mapping, waits("there is no instance " + wish), told);
    }
    if (mapping == null && instance.metadata().deleting()) {
      return new Next(null, waits("instance " + wish + " is being deleted"), told);
    }
    var network = instance.status().network();
    var binding = instance.status().binding();
    if (network == null || binding == null) {
      return new Next(mapping, waits("instance " + wish + " has no node"), told);
    }
    var stray = holders.get(uid);
    if (mapping == null && stray != null) {
      return new Next(null, release(stray), told);
    }
    var granted =
        new AddressMapping(
            wish,
            instance.metadata().requireUid(),
            binding.epoch(),
            mapping == null ? externalIP.metadata().version() : mapping.epoch(),
            network.concentrator());
    return new Next(granted, inForce(externalIP, address, granted, instance), told);
  }

  /// Whether a grant is still what is wanted. It outlives a binding: the instance keeps its address
  /// inside, wherever it runs.
  private static boolean counts(
      ExternalIP externalIP, AddressMapping mapping, @Nullable Instance instance) {
    var network = instance == null ? null : instance.status().network();
    return externalIP.wantedMapping().isPresent()
        && instance != null
        && mapping.instanceUID().equals(instance.metadata().uid())
        && (network == null || mapping.concentrator().equals(network.concentrator()));
  }

  private Condition inForce(
      ExternalIP externalIP, String address, AddressMapping granted, Instance instance) {
    var concentrator = concentrators.get(key(externalIP, granted.concentrator()));
    if (concentrator == null || !confirms(concentrator, externalIP, address, granted)) {
      return no(
          ExternalIPReasons.WAITING_FOR_CONCENTRATOR,
          "concentrator %s has not applied it yet%s"
              .formatted(granted.concentrator(), trouble(concentrator)));
    }
    var name = granted.instanceName();
    return instance.spec().securityGroups().isEmpty()
        ? no(
            ExternalIPReasons.NO_SECURITY_GROUP,
            "instance %s has no security group, so nothing from outside reaches it; give it one that allows what is wanted"
                .formatted(name))
        : yes(ExternalIPReasons.MAPPED, leadsTo(address, granted, instance));
  }

  private static boolean confirms(
      Concentrator concentrator, ExternalIP externalIP, String address, AddressMapping granted) {
    var active = concentrator.status().active();
    return active != null
        && concentrator.spec().nodeNames().contains(String.valueOf(active.nodeName()))
        && concentrator.status().externalIPs().stream()
            .anyMatch(
                confirmed ->
                    confirmed.address().equals(address)
                        && confirmed.uid().equals(externalIP.metadata().uid())
                        && confirmed.epoch() == granted.epoch());
  }

  private static String trouble(@Nullable Concentrator concentrator) {
    if (concentrator == null) {
      return ": there is none of that name";
    }
    return Conditions.find(concentrator.status().conditions(), CommonReasons.READY)
        .filter(ready -> !ready.holds())
        .map(ready -> ": " + ready.message())
        .orElse("");
  }

  private static String leadsTo(String address, AddressMapping mapping, Instance instance) {
    var network = Objects.requireNonNull(instance.status().network());
    return "%s leads to instance %s (%s)"
        .formatted(address, mapping.instanceName(), network.address());
  }

  private static Told unmapped(ExternalIP externalIP, AddressMapping mapping) {
    return new Told(
        Severity.NORMAL,
        ExternalIPReasons.UNMAPPED,
        "Unmapped %s from instance %s"
            .formatted(externalIP.status().address(), mapping.instanceName()));
  }

  private static Condition release(Concentrator holder) {
    return no(
        ExternalIPReasons.WAITING_FOR_RELEASE,
        "concentrator %s has not let go of it yet".formatted(holder.metadata().requireName()));
  }

  private static Condition waits(String message) {
    return no(ExternalIPReasons.WAITING_FOR_INSTANCE, message);
  }

  private static Condition no(String reason, String message) {
    return Condition.of(CommonReasons.READY, Condition.FALSE, reason, message);
  }

  private static Condition yes(String reason, String message) {
    return Condition.of(CommonReasons.READY, Condition.TRUE, reason, message);
  }

  private static ObjectKey key(ExternalIP externalIP, String name) {
    return new ObjectKey(externalIP.metadata().namespace(), name);
  }

  private void say(ExternalIP externalIP, @Nullable String address, Next next) {
    var before = externalIP.status();
    var generation = externalIP.metadata().generationOrZero();
    var was = Conditions.find(before.conditions(), CommonReasons.READY);
    var told = new ArrayList<>(next.told());
    if (was.filter(ready -> ready.saysSameAs(next.ready())).isPresent()) {
      if (Objects.equals(before.address(), address)
          && Objects.equals(before.mapping(), next.mapping())
          && Objects.equals(before.observedGeneration(), generation)) {
        return;
      }
    } else {
      told(externalIP, was, address, next).ifPresent(told::add);
    }
    var status =
        new ExternalIPStatus(
            generation, address, next.mapping(), List.of(next.ready().observing(generation)));
    actions.add(new ExternalIPAction.SetStatus(externalIP, status, told));
  }

  /// What people are told of a new condition.
  private static Optional<Told> told(
      ExternalIP externalIP, Optional<Condition> was, @Nullable String address, Next next) {
    var reason = String.valueOf(next.ready().reason());
    var before = was.map(Condition::reason).orElse("");
    var to = externalIP.spec().instance();
    if (IN_FORCE.contains(reason) && !IN_FORCE.contains(before)) {
      return Optional.of(
          new Told(
              Severity.NORMAL,
              ExternalIPReasons.MAPPED,
              "Mapped %s to instance %s".formatted(address, to)));
    }
    return FAILURES.contains(reason) && !reason.equals(before)
        ? Optional.of(
            new Told(
                Severity.WARNING,
                ExternalIPReasons.FAILED,
                (to == null ? "Failed to get an address: " : "Failed to map to " + to + ": ")
                    + next.ready().message()))
        : Optional.empty();
  }

  private void count(ExternalIPPool pool) {
    var free = addresses.free();
    var ready =
        free == 0
            ? yes(
                ExternalIPPoolReasons.EXHAUSTED,
                "all of its %d addresses are somebody's".formatted(addresses.total()))
            : yes(ExternalIPPoolReasons.AVAILABLE, "ExternalIPs can take addresses of it");
    var generation = pool.metadata().generationOrZero();
    var before = pool.status();
    var same =
        Objects.equals(before.total(), addresses.total())
            && Objects.equals(before.free(), free)
            && Objects.equals(before.observedGeneration(), generation)
            && Conditions.find(before.conditions(), CommonReasons.READY)
                .filter(ready::saysSameAs)
                .isPresent();
    if (!same) {
      var status =
          new ExternalIPPoolStatus(
              generation, addresses.total(), free, List.of(ready.observing(generation)));
      actions.add(new ExternalIPAction.SetPoolStatus(pool, status));
    }
  }
}
