package io.ciao.scheduler;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.basis.time.Backoff;
import io.ciao.program.Parts;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.Reconciler;
import io.ciao.reconcile.WorkQueue;
import io.ciao.scheduler.bind.FirstSights;
import io.ciao.scheduler.bind.PlacementMarks;
import io.ciao.scheduler.bind.PlacementReconciler;
import io.ciao.scheduler.certificate.CertificatesCondition;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.ClusterIpv6;
import io.ciao.scheduler.cluster.EtcdLeadership;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.InstanceLookups;
import io.ciao.scheduler.cluster.LeaderPass;
import io.ciao.scheduler.externalip.ExternalIPLookups;
import io.ciao.scheduler.externalip.ExternalIPReconciler;
import io.ciao.scheduler.failover.Failover;
import io.ciao.scheduler.failover.SessionRenewals;
import io.ciao.scheduler.figures.Heartbeat;
import io.ciao.scheduler.figures.NodeBoard;
import io.ciao.scheduler.figures.UsageFeed;
import io.ciao.scheduler.instanceset.InstanceSetReconciler;
import io.ciao.scheduler.instanceset.Ordinals;
import io.ciao.scheduler.network.NetworkReconciler;
import io.ciao.scheduler.network.NetworkSettings;
import io.ciao.scheduler.network.ReportedAttachment;
import io.ciao.scheduler.presence.NodePresence;
import io.ciao.scheduler.presence.NodeReadinessReconciler;
import io.ciao.scheduler.report.ReportCollector;
import io.ciao.scheduler.securitygroup.GroupMarks;
import io.ciao.scheduler.securitygroup.SecurityGroupReconciler;
import io.ciao.scheduler.ssntp.ConcentratorHints;
import io.ciao.scheduler.ssntp.ConfigurationCondition;
import io.ciao.scheduler.ssntp.NodeSessions;
import io.ciao.scheduler.ssntp.RevokedPeers;
import io.ciao.scheduler.ssntp.SsntpFront;
import io.ciao.scheduler.ssntp.StartReconciler;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.RoleUuid;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.ServerTls;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.store.EtcdConnection;
import io.ciao.store.EtcdEndpoint;
import io.ciao.store.PresenceWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of a running scheduler and what marks which key. Built in order, closed in reverse.
///
/// Passes: `placement` (one key, one at a time), `networks`, `groups`, `sets`, `tenants` and
/// `external-ips` (one at a time), `nodes`, `starts`, `failover` (two keys).
final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

  /// A scheduler's watches tell some times a second how far they are. One whose apiserver hangs
  /// would keep a leader from ever deciding; an etcd that changes its leader is silent for less.
  private static final Duration WATCH_SILENCE = Duration.ofSeconds(10);

  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(5);
  private static final Duration RESYNC = Duration.ofSeconds(30);

  /// A renewal's, with an agent as with our probe: after it the next apiserver is asked.
  private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

  private static final Duration FEED_TIMEOUT = Duration.ofSeconds(3);

  /// Members of a group that come together are written together: each write has all of them.
  private static final Duration MEMBERS_GATHER = Duration.ofMillis(100);

  private static final int NODE_WORKERS = 2;
  private static final int START_WORKERS = 8;

  private final Parts parts;
  private final Backoff backoff = new Backoff(RETRY_FIRST, RETRY_LIMIT, new SecureRandom());
  private final NodePresence presence = new NodePresence(System::nanoTime);
  private final NodeBoard board = new NodeBoard(System::nanoTime);
  private final WorkQueue<String> placements = queue();
  private final WorkQueue<ObjectKey> networks = queue();
  private final WorkQueue<ObjectKey> pools = queue();
  private final WorkQueue<ObjectKey> nodes = queue();
  private final WorkQueue<ObjectKey> starts = queue();
  private final WorkQueue<ObjectKey> sets = queue();
  private final WorkQueue<ObjectKey> groups = queue();
  private final WorkQueue<String> tenants = queue();
  private final WorkQueue<String> failovers = queue();
  private final WorkQueue<String> configurations = queue();
  private final WorkQueue<String> certificates = queue();
  private final FirstSights sights = new FirstSights(InstantSource.system());
  private final ClusterCaches caches;
  private final ExternalIPLookups externalIPs;
  private final EtcdLeadership leadership;

  private Scheduler(SchedulerConfig config, LiveTls tls, Parts parts) throws InterruptedException {
    this.parts = parts;
    var identity = tls.get();
    var reader = keep(client(config.apiservers(), tls, List::of));
    caches = keep(ClusterCaches.of(reader, backoff));
    externalIPs = new ExternalIPLookups(caches);
    leadership = keep(new EtcdLeadership(reader, this::markAll));
    var writer = keep(client(config.apiservers(), tls, leadership::headers));
    var batches = keep(new InstanceBatches(writer));
    var attachment = new ReportedAttachment(caches);
    // Events are for people and decide nothing, so they carry no term.
    var events = keep(new EventRecorder(reader, "ciao-scheduler", InstantSource.system()));
    var reports = keep(new ReportCollector(batches, leadership, attachment::of));
    var etcd = keep(EtcdConnection.open(EtcdEndpoint.parse(config.etcd(), config.etcdTls())));
    var renewals = new SessionRenewals(keep(PresenceWriter.start(etcd)), leadership);
    var sessions = new NodeSessions(presence, board, reports, renewals, this::nodeEvent);
    loop("placement", placements, placement(config, writer, batches, events), 1);
    loop("networks", networks, networkPass(config.network(), identity, batches, events, writer), 1);
    loop("external-ips", pools, externalIPPass(config, writer, events), 1);
    var readiness = new NodeReadinessReconciler(writer, caches, batches, leadership, presence);
    loop("nodes", nodes, readiness, NODE_WORKERS);
    loop("sets", sets, keep(new InstanceSetReconciler(writer, caches, leadership, events)), 1);
    loop("groups", groups, new SecurityGroupReconciler(writer, caches, leadership), 1);
    loop("starts", starts, new StartReconciler(caches, leadership, sessions), START_WORKERS);
    var ssntp = server(config, identity);
    var failover = keep(new Failover(ssntp.uuid(), writer, caches, leadership, events));
    loop("failover", failovers, failover, Failover.KEYS.size());
    var shown = CertificatesCondition.of(writer, caches, tls, config.apiservers());
    loop("certificates", certificates, shown, 1);
    var hints = new ConcentratorHints(caches.concentrators(), leadership, tenants::add);
    loop("tenants", tenants, hints, 1);
    var front = keep(front(sessions, hints, writer));
    loop("configuration", configurations, front.configurationPass(), 1);
    markConfiguration();
    connectMarks();
    var revoked = new RevokedPeers(caches.revocations());
    caches.start();
    var server = front.equip(ssntp.withTls(ServerTls.of(tls).refusing(revoked::refusal)));
    revoked.watch(keep(SsntpServer.start(server, front, surroundings())));
    failover.start(etcd, oneByOne(config.apiservers(), tls, PROBE_TIMEOUT));
    showFigures(config, tls, front);
    leadership.campaign(etcd, identity.identity().commonName() + " " + config.listen());
    resyncForEver();
  }

  /// Starts everything.
  static Scheduler start(SchedulerConfig config) throws InterruptedException {
    var parts = new Parts();
    try {
      var scheduler = new Scheduler(config, LiveTls.of(TlsFiles.in(config.tls())), parts);
      LOG.info("scheduler runs listen={} apiservers={}", config.listen(), config.apiservers());
      return scheduler;
    } catch (RuntimeException | InterruptedException e) {
      parts.close();
      throw e;
    }
  }

  private SsntpFront front(NodeSessions sessions, ConcentratorHints hints, ApiClient writer) {
    var wall = InstantSource.system();
    var condition = new ConfigurationCondition(writer, leadership, wall);
    return new SsntpFront(sessions, hints, caches.clusterConfigs(), condition, wall);
  }

  /// Only an original's certificate may have no UUID; then this machine keeps one.
  private ServerConfig server(SchedulerConfig config, TlsIdentity identity) {
    return switch (config.ssntpCompatibility()) {
      case STRICT -> ServerConfig.of(identity, config.listen());
      case ORIGINAL -> {
        var roles = identity.identity().roles();
        var uuid = keep(RoleUuid.open(config.directory().resolve("uuid"), roles)).uuid();
        yield ServerConfig.original(identity, config.listen(), uuid);
      }
    };
  }

  private static Surroundings surroundings() {
    return new Surroundings(InstantSource.system(), System::nanoTime, new SecureRandom());
  }

  private static <K> WorkQueue<K> queue() {
    return new WorkQueue<>(System::nanoTime);
  }

  private void showFigures(SchedulerConfig config, LiveTls tls, SsntpFront front) {
    var apiservers = oneByOne(config.apiservers(), tls, FEED_TIMEOUT);
    keep(UsageFeed.start(board, leadership, System::nanoTime, apiservers));
    if (config.heartbeat()) {
      keep(
          Heartbeat.start(
              () ->
                  new Heartbeat.Beat(
                      leadership.term().isPresent(), front.controllers(), board.entries()),
              System.out));
    }
  }

  /// A client for each apiserver.
  private List<ApiClient> oneByOne(List<URI> servers, LiveTls tls, Duration timeout) {
    return servers.stream()
        .map(server -> keep(client(List.of(server), tls, timeout, List::of)))
        .toList();
  }

  private static ApiClient client(
      List<URI> servers, LiveTls tls, Supplier<List<String>> writeHeaders) {
    return client(servers, tls, REQUEST_TIMEOUT, writeHeaders);
  }

  private static ApiClient client(
      List<URI> servers, LiveTls tls, Duration timeout, Supplier<List<String>> writeHeaders) {
    return new ApiClient(
        new HttpCalls(
                servers,
                tls::sslContext,
                timeout,
                warning -> LOG.debug("apiserver warns warning={}", warning),
                new HttpCalls.Headers(List::of, writeHeaders))
            .withWatchSilence(WATCH_SILENCE));
  }

  private PlacementReconciler placement(
      SchedulerConfig config, ApiClient writer, InstanceBatches batches, EventRecorder events) {
    var options =
        new PlacementReconciler.Options(
            config.vcpuOvercommit(), presence::isFull, events, sights, InstantSource.system());
    return new PlacementReconciler(writer, caches, batches, leadership, options);
  }

  private NetworkReconciler networkPass(
      NetworkSettings settings,
      TlsIdentity identity,
      InstanceBatches batches,
      EventRecorder events,
      ApiClient writer) {
    var authority = identity.trusted().getFirst().getPublicKey();
    var ipv6 = ClusterIpv6.of(KeyPairs.fingerprint(authority));
    return new NetworkReconciler(
        writer, caches, batches, leadership, settings.withIpv6(ipv6), events);
  }

  private ExternalIPReconciler externalIPPass(
      SchedulerConfig config, ApiClient writer, EventRecorder events) {
    var settings = config.network();
    var outside = new Ipv4Range(settings.outsideFirst(), settings.outsideLast());
    return new ExternalIPReconciler(writer, caches, externalIPs, leadership, outside, events);
  }

  private <K> void loop(
      String name, WorkQueue<K> queue, Reconciler<K> reconciler, int concurrency) {
    keep(
        new PassLoop<>(
            name, queue, new LeaderPass<>(reconciler, leadership), backoff, concurrency));
  }

  private <T extends AutoCloseable> T keep(T part) {
    return parts.keep(part);
  }

  /// Which change of which object makes which pass due.
  private void connectMarks() {
    caches
        .instances()
        .onChange(
            key -> {
              starts.add(key);
              Ordinals.setOf(key).ifPresent(sets::add);
              var instance = caches.instances().get(key);
              instance.ifPresent(sights::shown);
              instance
                  .map(InstanceLookups::networkOf)
                  .ifPresentOrElse(networks::add, () -> markNetworksOf(key.namespace()));
            });
    caches
        .nodes()
        .onChange(
            key -> {
              nodes.add(key);
              markNetworks();
            });
    caches.instanceSets().onChange(sets::add);
    caches
        .workloads()
        .onChange(
            key -> {
              markStarts();
              markSetsOf(key.name());
            });
    caches.images().onChange(_ -> markStarts());
    caches.sshKeys().onChange(_ -> markStarts());
    caches.securityGroups().onChange(key -> markStartsOf(key.namespace()));
    GroupMarks.connect(caches, key -> groups.addAfter(key, MEMBERS_GATHER));
    caches
        .networks()
        .onChange(
            key -> {
              networks.add(key);
              markNetworksOf(key.namespace());
            });
    caches.concentrators().onChange(this::concentratorChanged);
    externalIPs.connect(pools::add);
    caches.externalIPs().onChange(key -> markNetworksOf(key.namespace()));
    caches.externalIPPools().onChange(_ -> markNetworks());
    caches.clusterConfigs().onChange(_ -> markConfiguration());
    PlacementMarks.connect(caches, this::markPlacement);
  }

  private void concentratorChanged(ObjectKey key) {
    caches
        .concentrators()
        .get(key)
        .ifPresent(c -> networks.add(new ObjectKey(key.namespace(), c.spec().tenantNetwork())));
    // Subnets of a tenant know each other.
    markNetworksOf(key.namespace());
    markStartsOf(key.namespace());
  }

  private void markStartsOf(@Nullable String tenant) {
    caches.instancesBy().unsettled().stream()
        .filter(e -> Objects.equals(e.key().namespace(), tenant))
        .filter(e -> e.object().status().binding() != null)
        .forEach(e -> starts.add(e.key()));
  }

  private void markConfiguration() {
    configurations.add(SsntpFront.CONFIGURATION);
  }

  private void markPlacement() {
    placements.add(PlacementReconciler.CLUSTER);
  }

  /// Also those that are gone and have left a concentrator.
  private void markNetworks() {
    caches.networks().entries().forEach(e -> networks.add(e.key()));
    caches
        .concentrators()
        .entries()
        .forEach(
            e ->
                networks.add(
                    new ObjectKey(e.key().namespace(), e.object().spec().tenantNetwork())));
  }

  private void markNetworksOf(@Nullable String tenant) {
    caches.networks().entries().stream()
        .map(Informer.Entry::key)
        .filter(key -> Objects.equals(key.namespace(), tenant))
        .forEach(networks::add);
  }

  private void markStarts() {
    caches.instancesBy().unsettled().forEach(e -> starts.add(e.key()));
  }

  private void markSetsOf(String workload) {
    caches.instanceSets().entries().stream()
        .filter(e -> workload.equals(e.object().spec().template().spec().workload()))
        .forEach(e -> sets.add(e.key()));
  }

  private void markAll() {
    caches.instanceSets().entries().forEach(e -> sets.add(e.key()));
    caches.securityGroups().entries().forEach(e -> groups.add(e.key()));
    caches.instances().entries().forEach(e -> starts.add(e.key()));
    caches.nodes().entries().forEach(e -> nodes.add(e.key()));
    caches.concentrators().entries().forEach(e -> tenants.add(String.valueOf(e.key().namespace())));
    markNetworks();
    externalIPs.markAll(pools::add);
    markPlacement();
    // A pass that met the end of a term comes again by this alone.
    Failover.KEYS.forEach(failovers::add);
    certificates.add(CertificatesCondition.KEY);
    markConfiguration();
  }

  private void nodeEvent(NodeSessions.NodeEvent event) {
    nodes.add(new ObjectKey(null, event.name()));
    caches.instancesBy().onNode(event.name()).forEach(e -> starts.add(e.key()));
    markPlacement();
  }

  /// Marks everything now and then, so that a mark that was lost makes things later and never
  /// wrong.
  private void resyncForEver() {
    var thread =
        Thread.ofVirtual()
            .name("resync")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(RESYNC);
                      markAll();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    keep(thread::interrupt);
  }

  @Override
  public void close() {
    LOG.info("scheduler stops");
    parts.close();
  }
}
