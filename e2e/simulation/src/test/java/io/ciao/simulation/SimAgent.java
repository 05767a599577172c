package io.ciao.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.apiserver.auth.Identity;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.SteppedInbox;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.instance.Drivers;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.instance.SteppedInstances;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.journal.CheckedStarts;
import io.ciao.launcher.journal.Journal;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.node.NodeReconciler;
import io.ciao.launcher.presence.Presence;
import io.ciao.launcher.presence.RenewalCalls;
import io.ciao.launcher.presence.Renewals;
import io.ciao.launcher.presence.SteppedRenewals;
import io.ciao.launcher.report.InstanceReport;
import io.ciao.launcher.report.ReportSender;
import io.ciao.launcher.report.SteppedReports;
import io.ciao.launcher.ssntp.Inbox;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.program.Parts;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.SteppedPasses;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.frame.Role;
import io.ciao.store.Expired;
import io.ciao.store.Selection;
import io.ciao.store.StoreEvent;
import io.ciao.store.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One life of a launcher-agent on a machine.
final class SimAgent implements AutoCloseable {
  private static final String NODE = "node";
  private static final String FIELD = "status.binding.nodeName";

  final Vitals vitals = new Vitals();

  private final World world;
  private final SimNode host;
  private final Parts closing = new Parts();
  private final ApiClient api;
  private final NodeMembership membership;
  private final Presence presence;
  private final CheckedStarts starts;
  private final KeptObjects kept;
  private final ReportSender reports;
  private final Renewals renewals;
  private final SteppedInstances instances;
  private final Inbox inbox;
  private final WorkQueue<String> queue;
  private final SteppedPasses<String> nodePasses;
  private final SteppedPasses<String> instancePasses;
  private final Instances.Parts parts;
  private final Deque<StoreEvent> ahead = new ArrayDeque<>();
  private @Nullable Subscription watch;
  private long nextRenewal;

  SimAgent(World world, SimNode host) {
    this.world = world;
    this.host = host;
    var clock = world.clock;
    var name = host.name();
    var identity =
        new Identity(
            "system:node:" + name, Set.of(Identity.NODES), Set.of(Role.AGENT), host.identity.uid());
    api = new ApiClient(new ProcessCalls(world, identity, vitals, host, List::of));
    var agentState = new MortalStorage(host.agentState, vitals);
    membership = new NodeMembership(new MembershipFile(agentState));
    var sequence = new ReportSequence(agentState);
    presence = new Presence(membership, clock.nanos(), clock);
    starts = new CheckedStarts(presence, clock.nanos());
    kept = new KeptObjects(Optional.of(new MortalStorage(host.kept, vitals)), clock);
    kept.joined(membership.incarnation());
    queue = new WorkQueue<>(clock.nanos());
    var drivers = new Drivers(List.of(new MortalDriver(world, host, this)));
    var traces = new TracedStarts(clock);
    var ledger = new InstanceLedger(new MortalStorage(host.ledger, vitals), clock);
    reports =
        closing.keep(
            new ReportSender(
                new ReportSender.Surroundings(
                    sequence,
                    membership::incarnation,
                    this::observed,
                    new ConcurrentHashMap<>(),
                    traces,
                    clock.nanos()),
                this::speak,
                api));
    parts =
        new Instances.Parts(
            host.identity,
            membership,
            presence,
            kept,
            ledger,
            drivers,
            new Acts(journal(), starts),
            api,
            queue,
            traces);
    var events = closing.keep(new EventRecorder(world.nobody(), name, clock));
    instances = new SteppedInstances(parts, host.ports(), reports, events, clock);
    instancePasses = new SteppedPasses<>(queue, instances);
    renewals = renewals(sequence);
    nodePasses = nodePasses();
    inbox = SteppedInbox.of(kept, ledger, queue, traces);
    markNode();
    markAll();
  }

  private final WorkQueue<String> nodeQueue = new WorkQueue<>(() -> nanos());

  private long nanos() {
    return world.clock.nanos().getAsLong();
  }

  /// The count of copies for a join is the agent's own; its watch is not started.
  private SteppedPasses<String> nodePasses() {
    var backoff =
        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3), new SplittableRandom(1));
    var census = Instances.simulated(parts, new Instances.Pace(world.clock, backoff, 1), _ -> {});
    var surroundings =
        new NodeReconciler.Surroundings(
            host::facts,
            NodeReconciler.Images.UNKNOWN,
            this::heard,
            census,
            () -> {
              nextRenewal = world.now();
              markAll();
            });
    var reconciler = new NodeReconciler(host.identity, api, membership, surroundings, world.clock);
    return new SteppedPasses<>(nodeQueue, reconciler);
  }

  private Renewals renewals(ReportSequence sequence) {
    return new Renewals(
        membership,
        presence,
        sequence,
        new Calls(),
        _ -> {},
        new Renewals.Listeners(this::markAll, this::markNode),
        world.clock.nanos());
  }

  private Journal journal() {
    return new Journal(
        world.directory.resolve(host.name()), world.clock.nanos(), this::incarnation);
  }

  StartGate gate() {
    return starts;
  }

  long incarnation() {
    return membership.incarnation();
  }

  boolean mayStartNothing() {
    return !membership.member() || presence.heldSince().isPresent();
  }

  private void markNode() {
    nodeQueue.add(NODE);
  }

  private void markAll() {
    parts.ledger().entries().stream()
        .filter(entry -> entry.buriedAt() == null)
        .forEach(entry -> queue.add(entry.uid()));
    kept.all(KeptKind.INSTANCE).forEach(object -> queue.add(object.uid()));
    host.driver().instances().keySet().forEach(queue::add);
  }

  private boolean heard() {
    return host.carries() && host.answers() && world.someoneLeads();
  }

  private Optional<ObjectNode> observed(String uid) {
    return kept.byUid(KeptKind.INSTANCE, uid)
        .map(object -> object.tree().path("status").get("observed"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }

  /// Over SSNTP.
  private int speak(List<InstanceReport> said) {
    vitals.requireAlive();
    return host.carries()
        ? world.reports(host.name(), said.stream().map(InstanceReport::frameItem).toList())
        : 0;
  }

  /// A START has come.
  void start(String uid, long epoch, ObjectNode instance) {
    inbox.start(uid, epoch, List.of(instance));
  }

  void tick(long version) throws InterruptedException {
    look(version);
    if (world.now() >= nextRenewal) {
      var rest = SteppedRenewals.turn(renewals);
      nextRenewal = Math.max(nextRenewal, world.now() + rest.toMillis());
    }
    nodePasses.run(4);
    instancePasses.run(12);
    SteppedReports.turn(reports);
    if (host.carries()) {
      world.heard(host.identity.uid());
    }
    vitals.requireAlive();
  }

  /// What the watch of the instances that are bound here shows: a list first, then what happens.
  private void look(long version) {
    if (!host.answers() || !host.carries()) {
      return;
    }
    try {
      if (watch == null) {
        var query = ListQuery.fields(FIELD + "=" + host.name());
        var list = api.list(ResourceType.INSTANCES, null, query);
        var at = Long.parseLong(list.resourceVersion());
        instances.listed(list.items(), at);
        var selection = Selection.of(ResourceType.INSTANCES.plural()).where(FIELD, host.name());
        watch = world.store.watch(selection, at);
        markAll();
      }
      ahead.addAll(watch.drain(Integer.MAX_VALUE));
    } catch (ApiException | ApiUnreachableException e) {
      return;
    } catch (Expired e) {
      breakOff();
      return;
    }
    while (!ahead.isEmpty() && ahead.peekFirst().version() <= version) {
      show(ahead.removeFirst());
    }
    instances.advanced(
        ahead.isEmpty() ? version : Math.min(version, ahead.peekFirst().version() - 1));
  }

  private void show(StoreEvent event) {
    switch (event) {
      case StoreEvent.Put(var now, _) -> {
        if (now.index(FIELD).contains(host.name())) {
          instances.shown(now.tree());
        } else {
          instances.left(now.uid(), now.version());
        }
        reports.shown(now.uid());
        queue.add(now.uid());
      }
      case StoreEvent.Deleted(var last) -> {
        instances.left(last.uid(), last.version());
        queue.add(last.uid());
      }
      case StoreEvent.Progress _ -> {}
    }
  }

  /// The watch has to list again.
  void breakOff() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    ahead.clear();
  }

  /// Renewals by HTTP. One whose answer does not come may still arrive, and late.
  private final class Calls implements RenewalCalls {
    @Override
    public int servers() {
      return 1;
    }

    @Override
    public Answer renew(int server, long incarnation, long seq) throws InterruptedException {
      vitals.requireAlive();
      var path = ResourceType.NODES.path(new ObjectKey(null, host.name())) + "/renew";
      var body = Json.object().put("incarnation", incarnation).put("seq", seq);
      if (host.carries() && world.mishap(25)) {
        world.later(world.gen.between(300, 4_000), () -> late(path, body));
        return new Answer.Unknown("slow");
      }
      // The answer comes a little later; nothing of the node's own happens meanwhile.
      try {
        api.post(path, body);
        if (world.mishap(4)) {
          world.waitAsNode(host, world.gen.between(1, 4) * World.STEP);
        }
        return new Answer.Renewed();
      } catch (ApiException e) {
        return e.reason().equals("NotMember")
            ? new Answer.NotMember(String.valueOf(e.getMessage()))
            : new Answer.Unknown(e.reason());
      } catch (ApiUnreachableException e) {
        return new Answer.Unknown(String.valueOf(e.getMessage()));
      }
    }

    private void late(String path, ObjectNode body) {
      if (!vitals.dead()) {
        try {
          api.post(path, body);
        } catch (ApiException | ApiUnreachableException e) {
          world.count("late renewal refused");
        } catch (Vitals.Ended e) {
          world.count("agent ended");
        }
      }
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    breakOff();
    closing.close();
  }
}
