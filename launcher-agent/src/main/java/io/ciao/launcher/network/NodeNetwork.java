package io.ciao.launcher.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.linux.command.CommandFailedException;
import io.ciao.linux.link.Waiting;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tenant subnets on this node. Ports are registered by instances' passes; one loop with one
/// worker brings subnet after subnet to its plan, reads the kernel back every few seconds and
/// repairs, and removes a subnet with its last port.
///
/// After a restart of the agent the ports of adopted instances are registered before the loop
/// starts; a subnet with an instance whose port is not known yet is left as it is.
public final class NodeNetwork implements Ports, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);
  private static final Duration PLUG_LIMIT = Duration.ofSeconds(20);
  private static final Duration REPAIR_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);

  /// Not a subnet: removes what no plan names any more.
  private static final ObjectKey SWEEP = new ObjectKey(null, "");

  private final NodePlace place;
  private final KeptObjects kept;
  private final SubnetOnNode subnets;
  private final ConcentratorWatches watches;
  private final Consumer<String> mark;
  private final WorkQueue<ObjectKey> queue;
  private final PassLoop<ObjectKey> loop;
  private final Map<String, PortRequest> ports = new ConcurrentHashMap<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final Set<String> whole = ConcurrentHashMap.newKeySet();
  private final Map<String, String> held = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Long> vnis = new ConcurrentHashMap<>();
  private final Map<ObjectKey, List<CompletableFuture<Boolean>>> waiters =
      new ConcurrentHashMap<>();

  /// What the network is made of.
  ///
  /// @param mark told the uid of an instance whose port needs a pass of the instance
  public record Parts(
      NodePlace place,
      KeptObjects kept,
      SubnetOnNode subnets,
      ApiClient api,
      Backoff backoff,
      Consumer<String> mark) {}

  /// Registers the ports of adopted instances and starts the loop.
  ///
  /// @param adopted ports of instances that run already
  /// @param unknown uids of instances that may run but whose port cannot be told now, each with the
  ///   `namespace/name` of its Concentrator, empty if unknown too
  public NodeNetwork(Parts parts, List<PortRequest> adopted, Map<String, String> unknown) {
    this.place = parts.place();
    this.kept = parts.kept();
    this.subnets = parts.subnets();
    this.mark = parts.mark();
    this.queue = new WorkQueue<>(System::nanoTime);
    this.watches = new ConcentratorWatches(parts.api(), parts.kept(), parts.backoff(), queue::add);
    adopted.forEach(port -> ports.put(port.uid(), port));
    held.putAll(unknown);
    this.loop = new PassLoop<>("subnet", queue, this::pass, parts.backoff(), 1);
    adopted.forEach(port -> queue.add(key(port)));
    queue.add(SWEEP);
  }

  @Override
  public PortState state(String uid, Optional<PortTarget> target) {
    var port = ports.get(uid);
    if (port == null) {
      return held.containsKey(uid) ? PortState.STALE : PortState.ABSENT;
    }
    return target.isPresent() && target.get().equals(port.target()) && whole.contains(uid)
        ? PortState.PLUGGED
        : PortState.STALE;
  }

  @Override
  public void plug(PortRequest request) throws PortException {
    var before = ports.put(request.uid(), request);
    held.remove(request.uid());
    if (!request.equals(before)) {
      whole.remove(request.uid());
    }
    if (before != null && !key(before).equals(key(request))) {
      await(key(before), before.uid());
    }
    await(key(request), request.uid());
    var problem = problems.get(request.uid());
    if (!whole.contains(request.uid())) {
      throw new PortException(
          InstanceReasons.NETWORK_FAILURE,
          problem == null ? "its port in " + key(request) + " is not whole yet" : problem);
    }
  }

  @Override
  public void unplug(String uid) throws PortException {
    var port = ports.remove(uid);
    var subnet = held.remove(uid);
    whole.remove(uid);
    problems.remove(uid);
    if (port != null) {
      await(key(port), uid);
    } else if (subnet != null && !subnet.isEmpty()) {
      await(parse(subnet), uid);
    } else {
      queue.add(SWEEP);
    }
  }

  /// A Concentrator may have changed.
  public void changed(ObjectKey concentrator) {
    queue.add(concentrator);
  }

  /// Marks the subnet and waits for the pass that sees what was just registered.
  private void await(ObjectKey subnet, String uid) throws PortException {
    var done = new CompletableFuture<Boolean>();
    waiters.compute(
        subnet,
        (_, present) -> {
          var list = present == null ? new ArrayList<CompletableFuture<Boolean>>() : present;
          list.add(done);
          return list;
        });
    queue.add(subnet);
    try {
      done.get(PLUG_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new PortException(
          InstanceReasons.NETWORK_FAILURE,
          "subnet " + subnet + " was not made within " + PLUG_LIMIT.toSeconds() + " s",
          e);
    } catch (ExecutionException e) {
      var cause = e.getCause();
      throw new PortException(
          InstanceReasons.NETWORK_FAILURE,
          cause == null ? "subnet " + subnet + " failed" : String.valueOf(cause.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException(
          InstanceReasons.NETWORK_FAILURE, "interrupted while plugging instance " + uid, e);
    }
  }

  private PassResult pass(ObjectKey subnet) {
    if (subnet.equals(SWEEP)) {
      sweep();
      return new PassResult.CheckAgain(SWEEP_INTERVAL);
    }
    var waiting = waiters.remove(subnet);
    try {
      var result = converge(subnet);
      complete(waiting, null);
      return result;
    } catch (CommandFailedException | IllegalStateException | IllegalArgumentException e) {
      complete(waiting, e);
      return new PassResult.Retry("subnet " + subnet + ": " + e.getMessage());
    }
  }

  private static void complete(
      @Nullable List<CompletableFuture<Boolean>> waiting, @Nullable RuntimeException problem) {
    if (waiting == null) {
      return;
    }
    for (var future : waiting) {
      if (problem == null) {
        future.complete(true);
      } else {
        future.completeExceptionally(problem);
      }
    }
  }

  private PassResult converge(ObjectKey subnet) {
    watches.watchOnly(subnetsInUse());
    var here = portsOf(subnet);
    if (held.containsValue(subnet.toString())) {
      if (here.isEmpty()) {
        return PassResult.DONE;
      }
      throw new IllegalStateException(
          "instance " + held.keySet() + " of this subnet is still being looked for on this node");
    }
    if (here.isEmpty()) {
      removeSubnet(subnet);
      return PassResult.DONE;
    }
    var object = kept.byKey(KeptKind.CONCENTRATOR, subnet);
    if (object.isEmpty()) {
      throw new IllegalStateException("nothing is known of its Concentrator yet");
    }
    var concentrator = object.get().as(Concentrator.class);
    vnis.put(subnet, concentrator.spec().vni());
    var settled = subnets.converge(SubnetPlanner.plan(concentrator, place, here));
    if (!settled.actions().isEmpty()) {
      LOG.info(
          "changed subnet subnet={} vni={} steps={}",
          subnet,
          vnis.get(subnet),
          settled.actions().size());
    }
    note(here, settled.waiting());
    return new PassResult.CheckAgain(REPAIR_INTERVAL);
  }

  /// Remembers which ports are whole; an instance whose port ceased to be is marked.
  private void note(List<PortRequest> here, List<Waiting> waiting) {
    for (var port : here) {
      var link = LinkNames.ofPort(port.uid());
      var problem = waiting.stream().filter(w -> w.link().equals(link)).findFirst();
      if (problem.isPresent()) {
        problems.put(port.uid(), problem.get().sentence());
        if (whole.remove(port.uid())) {
          mark.accept(port.uid());
        }
      } else if (port.equals(ports.get(port.uid()))) {
        problems.remove(port.uid());
        whole.add(port.uid());
      }
    }
  }

  private void removeSubnet(ObjectKey subnet) {
    var vni = vnis.remove(subnet);
    if (vni == null) {
      vni =
          kept.byKey(KeptKind.CONCENTRATOR, subnet)
              .map(object -> object.as(Concentrator.class).spec().vni())
              .orElse(null);
    }
    if (vni != null) {
      subnets.remove(NamespaceNames.ofSubnet(place.namespacePrefix(), vni));
      LOG.info("removed subnet subnet={} vni={}", subnet, vni);
    }
    kept.byKey(KeptKind.CONCENTRATOR, subnet)
        .ifPresent(object -> kept.forget(KeptKind.CONCENTRATOR, object.uid()));
  }

  /// Removes subnets of this node that no port needs. While any instance's port is unknown nothing
  /// is.
  private void sweep() {
    if (!held.isEmpty()) {
      return;
    }
    var needed = new TreeSet<String>();
    for (var subnet : subnetsInUse()) {
      var object = kept.byKey(KeptKind.CONCENTRATOR, subnet);
      if (object.isEmpty()) {
        return;
      }
      var vni = object.get().as(Concentrator.class).spec().vni();
      needed.add(NamespaceNames.ofSubnet(place.namespacePrefix(), vni).name());
    }
    for (var name : subnets.present(place.namespacePrefix())) {
      if (!needed.contains(name)) {
        subnets.remove(new NetNamespace.Named(name));
        LOG.info("removed subnet that nobody uses namespace={}", name);
      }
    }
  }

  private Set<ObjectKey> subnetsInUse() {
    var used = new TreeMap<String, ObjectKey>();
    ports.values().forEach(port -> used.put(port.nic().concentrator(), key(port)));
    return Set.copyOf(used.values());
  }

  private List<PortRequest> portsOf(ObjectKey subnet) {
    return ports.values().stream()
        .filter(port -> key(port).equals(subnet))
        .sorted((a, b) -> a.uid().compareTo(b.uid()))
        .toList();
  }

  private static ObjectKey key(PortRequest port) {
    return parse(port.nic().concentrator());
  }

  private static ObjectKey parse(String namespaceAndName) {
    var slash = namespaceAndName.indexOf('/');
    return new ObjectKey(
        namespaceAndName.substring(0, slash), namespaceAndName.substring(slash + 1));
  }

  @Override
  public void close() {
    queue.close();
    loop.close();
    watches.close();
  }
}
