package io.ciao.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.NodeCertificates;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.node.NodeCertificate;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.http.InstanceRoutes;
import io.ciao.launcher.instance.Drivers;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.journal.CheckedStarts;
import io.ciao.launcher.journal.Journal;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.network.SubnetsHere;
import io.ciao.launcher.node.NodeFacts;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.node.NodeReconciler;
import io.ciao.launcher.presence.HttpRenewals;
import io.ciao.launcher.presence.Presence;
import io.ciao.launcher.presence.RenewalCalls;
import io.ciao.launcher.presence.Renewals;
import io.ciao.launcher.report.ReportSender;
import io.ciao.launcher.ssntp.NodeVoice;
import io.ciao.launcher.ssntp.SchedulerLinks;
import io.ciao.launcher.ssntp.TenantVoice;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.launcher.usage.NodeUsage;
import io.ciao.launcher.usage.UsageSampler;
import io.ciao.linux.host.BootClock;
import io.ciao.program.Parts;
import io.ciao.program.agent.AgentServer;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.cert.CertificateRenewal;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node: its parts built in order, and closed in reverse. Instances run on when it is closed.
final class NodeAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration API_TIMEOUT = Duration.ofSeconds(15);
  private static final String NODE = "node";

  /// How often the Node says at most which subnets it has; longer than the facts are kept.
  private static final Duration SUBNETS_TOLD = Duration.ofSeconds(6);

  /// A late apiserver is found within this time; a pass that keeps failing comes no oftener.
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(3);

  /// What every node of this process shares.
  ///
  /// @param random for jitter; safe for many threads
  record Shared(InstantSource clock, RandomGenerator random, LauncherConfig.Servers servers) {}

  private final NodeIdentity identity;
  private final LiveTls tls;
  private final NodeSurroundings surroundings;
  private final Shared shared;
  private final Backoff backoff;
  private final Parts closing = new Parts();
  private final Map<String, InstanceState> states = new ConcurrentHashMap<>(4);
  private final AtomicInteger agentPort = new AtomicInteger();
  private final BootClock bootClock = new BootClock();

  /// What is done when instances may be started again.
  private final AtomicReference<Supplier<NodeUsage>> usage =
      new AtomicReference<>(() -> NodeUsage.UNKNOWN);

  private final AtomicReference<Runnable> whenAllowed = new AtomicReference<>(NodeAgent::nothing);

  private final WorkQueue<String> nodeQueue = new WorkQueue<>(System::nanoTime);

  private NodeAgent(
      NodeIdentity identity, TlsFiles tls, NodeSurroundings surroundings, Shared shared) {
    this.identity = identity;
    this.tls = LiveTls.of(tls);
    this.surroundings = surroundings;
    this.shared = shared;
    this.backoff = new Backoff(Duration.ofMillis(200), BACKOFF_MAX, shared.random());
  }

  /// Builds and starts one node.
  static NodeAgent start(
      NodeIdentity identity, TlsFiles tls, NodeSurroundings surroundings, Shared shared)
      throws IOException, InterruptedException {
    var agent = new NodeAgent(identity, tls, surroundings, shared);
    try {
      agent.build();
      return agent;
    } catch (IOException | InterruptedException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  private void build() throws IOException, InterruptedException {
    owned(surroundings.hold());
    var agentState = surroundings.agentState();
    var membership = new NodeMembership(new MembershipFile(agentState));
    if (shared.servers().standAlone()) {
      membership.standAlone();
      LOG.warn(
          "node belongs to no cluster, it does what its scheduler says node={}", identity.name());
    }
    var sequence = new ReportSequence(agentState);
    var presence = new Presence(membership, bootClock::nanos, shared.clock());
    var tenants = owned(tenants(membership));
    var links = owned(new SchedulerLinks(voice(membership), tenants));
    // Before all that takes long, such as a look at the machine: whoever is silent is lost.
    var renewals = owned(renewals(membership, presence, sequence, links));
    renewals.start();
    var kept = new KeptObjects(surroundings.keptObjects(), shared.clock());
    kept.joined(membership.incarnation());
    var api = owned(api());
    var traces = new TracedStarts(shared.clock());
    var queue = new WorkQueue<String>(System::nanoTime);
    var starts = new CheckedStarts(presence, bootClock::nanos);
    var drivers = new Drivers(surroundings.drivers(queue::add, starts));
    drivers.all().forEach(this::owned);
    var ledger = new InstanceLedger(surroundings.ledger(), shared.clock());
    var acts = new Acts(journal(membership), starts);
    var sampler = owned(new UsageSampler(measured(drivers), System::nanoTime));
    usage.set(sampler::latest);
    var reports = owned(reports(membership, sequence, kept, links, api, traces));
    reports.start();
    var parts =
        new Instances.Parts(
            identity, membership, presence, kept, ledger, drivers, acts, api, queue, traces);
    var pace = new Instances.Pace(shared.clock(), backoff, surroundings.concurrency());
    var instances =
        surroundings.instances(
            parts,
            pace,
            uid -> {
              reports.shown(uid);
              queue.add(uid);
            });
    whenAllowed.set(() -> markAllAside(instances));
    owned(() -> whenAllowed.set(NodeAgent::nothing));
    serveLogs(instances);
    var ports = surroundings.ports(instances.adopt(), parts, pace, told(tenants), closing);
    owned(instances).start(ports, reports, !shared.servers().standAlone());
    startNode(membership, links, instances, api, renewals);
    renewCertificate(api);
    var inbox =
        new NodeInbox(
            kept, ledger, queue, reports::repeatAll, this::markNode, renewals::renewed, traces);
    links.start(
        shared.servers().schedulers(),
        this::client,
        shared.servers().standAlone() ? new StandAloneInbox(inbox, kept, shared.clock()) : inbox,
        new Surroundings(shared.clock(), System::nanoTime, shared.random()));
    sampler.start();
    owned(new Housekeeping(links, instances, ledger, kept));
  }

  /// Nobody signs for who belongs to no cluster.
  private void renewCertificate(ApiClient api) {
    if (shared.servers().standAlone()) {
      return;
    }
    owned(
        new CertificateRenewal(
                tls,
                CertificateRenewal.Signer.ofText(
                    request -> NodeCertificates.sign(api, identity.name(), request)),
                shared.clock(),
                new SecureRandom())
            .start());
  }

  private Renewals renewals(
      NodeMembership membership, Presence presence, ReportSequence sequence, SchedulerLinks links) {
    return new Renewals(
        membership,
        presence,
        sequence,
        new HttpRenewals(oneByOne(), identity.name()),
        links::renew,
        new Renewals.Listeners(() -> whenAllowed.get().run(), this::markNode),
        bootClock::nanos);
  }

  /// A driver may take long to say what it has; renewals do not wait for it.
  private static void markAllAside(Instances instances) {
    Thread.ofVirtual().name("mark-all").start(instances::markAll);
  }

  private static void nothing() {
    // Instances are not built yet, or closed.
  }

  private Journal journal(NodeMembership membership) {
    return new Journal(surroundings.journal(), bootClock::nanos, membership::incarnation);
  }

  private void markNode() {
    nodeQueue.add(NODE);
  }

  private ApiClient api() {
    return api(shared.servers().asked(), API_TIMEOUT);
  }

  /// A client for each apiserver, with the time that a renewal has.
  private List<ApiClient> oneByOne() {
    return shared.servers().asked().stream()
        .map(server -> api(List.of(server), RenewalCalls.ATTEMPT))
        .toList();
  }

  private ApiClient api(List<URI> apiservers, Duration timeout) {
    return new ApiClient(
        new HttpCalls(
            apiservers,
            tls::sslContext,
            timeout,
            text -> LOG.warn("apiserver warns warning={}", text),
            HttpCalls.Headers.NONE));
  }

  private ClientConfig client(HostPort scheduler) {
    return ClientConfig.of(tls, List.of(scheduler))
        .withCompatibility(shared.servers().compatibility());
  }

  private NodeFacts facts() {
    var shown = tls.get().own().certificate();
    return surroundings
        .facts(agentPort.get())
        .showing(
            new NodeCertificate(
                shown.getSerialNumber().toString(16),
                shown.getNotBefore().toInstant(),
                shown.getNotAfter().toInstant()));
  }

  private NodeVoice voice(NodeMembership membership) {
    return new NodeVoice(
        identity,
        membership,
        this::facts,
        surroundings::figures,
        () -> states,
        () -> usage.get().get());
  }

  private TenantVoice tenants(NodeMembership membership) {
    return new TenantVoice(
        () -> new TenantEvent.Agent(identity.uid(), facts().address()),
        membership::member,
        backoff);
  }

  /// Tells concentrators, and soon the Node, which subnets are here.
  private SubnetsHere told(TenantVoice tenants) {
    return new SubnetsHere(tenants, () -> nodeQueue.addAfter(NODE, SUBNETS_TOLD));
  }

  private UsageSampler.Sources measured(Drivers drivers) {
    var cpus = Runtime.getRuntime().availableProcessors();
    return new UsageSampler.Sources(surroundings::processorTime, cpus, drivers.all(), states);
  }

  private ReportSender reports(
      NodeMembership membership,
      ReportSequence sequence,
      KeptObjects kept,
      SchedulerLinks links,
      ApiClient api,
      TracedStarts traces) {
    var context =
        new ReportSender.Surroundings(
            sequence,
            membership::incarnation,
            uid -> observed(kept, uid),
            states,
            traces,
            System::nanoTime);
    return new ReportSender(context, links, api);
  }

  /// What the API shows of our reports about an instance.
  private static Optional<ObjectNode> observed(KeptObjects kept, String uid) {
    return kept.byUid(KeptKind.INSTANCE, uid)
        .map(object -> object.tree().path("status").get("observed"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }

  private void serveLogs(Instances instances) throws IOException {
    var listen = surroundings.logs();
    if (listen.isEmpty()) {
      return;
    }
    var server =
        owned(
            new AgentServer(
                listen.get(),
                tls.serverContext(),
                new InstanceRoutes(instances::log),
                InstanceRoutes.OFFER));
    agentPort.set(server.port());
  }

  private void startNode(
      NodeMembership membership,
      SchedulerLinks links,
      Instances instances,
      ApiClient api,
      Renewals renewals) {
    var context =
        new NodeReconciler.Surroundings(
            this::facts,
            surroundings::images,
            links::heard,
            instances,
            () -> {
              renewals.wake();
              links.announce();
              instances.markAll();
            });
    var reconciler = new NodeReconciler(identity, api, membership, context, shared.clock());
    if (!shared.servers().standAlone()) {
      owned(new PassLoop<>(NODE, nodeQueue, reconciler, backoff, 1));
    }
    owned(nodeQueue);
    markNode();
  }

  private <T extends AutoCloseable> T owned(T part) {
    return closing.keep(part);
  }

  @Override
  public void close() {
    closing.close();
  }
}
