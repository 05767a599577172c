package io.ciao.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Shared;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.admission.Admissions;
import io.ciao.apiserver.agent.AgentCalls;
import io.ciao.apiserver.agent.ConcentratorCalls;
import io.ciao.apiserver.agent.InstanceLogs;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.NodeView;
import io.ciao.apiserver.auth.StoredNodeView;
import io.ciao.apiserver.auth.WriteRule;
import io.ciao.apiserver.certificate.AuthorityDocument;
import io.ciao.apiserver.discovery.CrdView;
import io.ciao.apiserver.discovery.Discovery;
import io.ciao.apiserver.health.Health;
import io.ciao.apiserver.instance.InstanceBatches;
import io.ciao.apiserver.instance.InstanceCheck;
import io.ciao.apiserver.instance.TransitionEvents;
import io.ciao.apiserver.leader.ApiLeader;
import io.ciao.apiserver.metrics.Metrics;
import io.ciao.apiserver.metrics.PassFigures;
import io.ciao.apiserver.node.NodeJoin;
import io.ciao.apiserver.node.NodeLoss;
import io.ciao.apiserver.node.NodeRenewal;
import io.ciao.apiserver.node.UsageMemory;
import io.ciao.apiserver.paging.PagedLists;
import io.ciao.apiserver.pipeline.CrdRoutes;
import io.ciao.apiserver.pipeline.Pipeline;
import io.ciao.apiserver.pipeline.ReadRoutes;
import io.ciao.apiserver.pipeline.ResourceRoutes;
import io.ciao.apiserver.pipeline.SpecialRoutes;
import io.ciao.apiserver.pipeline.WriteRoutes;
import io.ciao.apiserver.quota.QuotaView;
import io.ciao.apiserver.rbac.Escalation;
import io.ciao.apiserver.rbac.StoredRoles;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.registry.Identifiers;
import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.RegistryParts;
import io.ciao.apiserver.secret.KeyFile;
import io.ciao.apiserver.secret.SecretRotation;
import io.ciao.apiserver.secret.SecretSealing;
import io.ciao.apiserver.tenant.TenantContent;
import io.ciao.apiserver.trace.SpanSender;
import io.ciao.apiserver.watch.Watches;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.program.Parts;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.store.AppliedBeacon;
import io.ciao.store.EmbeddedEtcd;
import io.ciao.store.EtcdConnection;
import io.ciao.store.EtcdEndpoint;
import io.ciao.store.EtcdStore;
import io.ciao.store.PresenceWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running apiserver: builds its parts in order, closes them in reverse; etcd is stopped last.
final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final Parts open = new Parts();
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final KindRegistry kinds = KindRegistry.load();
  private final Metrics metrics = new Metrics();
  private final UsageMemory usage = new UsageMemory(clock);

  private ApiServer() {}

  /// Starts it; returns when it serves and `ready` is written.
  ///
  /// @throws IOException saying what could not be started
  static ApiServer start(ApiServerConfig config) throws IOException, InterruptedException {
    ApiServer server = new ApiServer();
    try {
      server.run(config);
      return server;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      server.close();
      throw failed;
    }
  }

  private void run(ApiServerConfig config) throws IOException, InterruptedException {
    Files.createDirectories(config.directory());
    Path ready = config.directory().resolve("ready");
    Files.deleteIfExists(ready);
    EtcdConnection etcd = keep(EtcdConnection.open(etcd(config)));
    KeyFile keys = KeyFile.open(config.secretKeys(), random, System::nanoTime);
    SecretSealing sealing = new SecretSealing(keys, random);
    EtcdStore store =
        keep(
            EtcdStore.open(
                etcd,
                EtcdStore.Options.of(
                    new StoredResources(kinds, sealing), new SelectableFields(kinds))));
    TlsFiles tls = TlsFiles.in(config.tls());
    String id = UUID.randomUUID().toString();
    keep(AppliedBeacon.start(etcd, store, id));

    WriteLoop writes = new WriteLoop(store);
    NodeView view = new StoredNodeView(store);
    StoredRoles roles = new StoredRoles(store);
    Authorizer authorizer =
        new Authorizer(view, (resource, name) -> isPublic(store, resource, name), roles);
    Registry registry = registry(store, writes, new WriteRule(view, new Escalation(roles)));
    SecretRotation secrets = new SecretRotation(store, writes, sealing);
    keep(ApiLeader.campaign(leaderParts(etcd, store, registry, secrets), id));
    CrdView crds = new CrdView(kinds);
    Entrance entrance = keep(Entrance.open(config, store, authorizer, clock));
    ResourceRoutes routes =
        new ResourceRoutes(
            kinds,
            authorizer,
            reads(store, writes),
            new WriteRoutes(registry),
            specials(
                etcd,
                store,
                writes,
                traces(config),
                tls,
                entrance.certificates(config, store, random)),
            new CrdRoutes(crds, clock));
    Serving serving = keep(new Serving(config, store, kinds, metrics));
    Health health = new Health(store, serving::metrics);
    AuthorityDocument authority = AuthorityDocument.of(tls.read().trusted());
    Pipeline pipeline =
        new Pipeline(
            health,
            new Discovery(kinds, crds),
            authority,
            routes,
            entrance.virtual(store, kinds, roles, usage, authority.fingerprint()),
            authorizer);
    Startup.await(store, START_LIMIT);
    SecretRotation.requireKey(store, keys);
    entrance.revocations().start();
    serving.open(entrance.door(serving.limited(pipeline)), health, entrance.revocations());
    keep(() -> Files.deleteIfExists(ready));
    writeReady(ready, serving);
    LOG.info("serves on={} metrics={}", serving.bound(), serving.plain().orElse(null));
  }

  private ReadRoutes reads(EtcdStore store, WriteLoop writes) {
    return new ReadRoutes(
        new Reading(store),
        new PagedLists(store, System::nanoTime),
        new Watches(store, System::nanoTime),
        kind -> QuotaView.of(kind, writes.ledger()),
        clock,
        random);
  }

  private SpecialRoutes specials(
      EtcdConnection etcd,
      EtcdStore store,
      WriteLoop writes,
      Consumer<ObjectNode> traces,
      TlsFiles tls,
      SpecialRoutes.Certificates certificates)
      throws IOException {
    var events =
        new TransitionEvents(
            store, new Identifiers(random)::uid, kinds.require("Event"), System::nanoTime);
    var agents = keep(new AgentCalls(LiveTls.of(tls).serverContext()));
    return new SpecialRoutes(
        keep(new InstanceBatches(store, writes, clock, kinds.require("Instance"), events, traces)),
        new InstanceCheck(store),
        new SpecialRoutes.Nodes(
            new NodeJoin(store, writes),
            new NodeRenewal(keep(PresenceWriter.start(etcd))),
            new NodeLoss(store, writes),
            certificates,
            usage),
        new SpecialRoutes.Agents(
            new InstanceLogs(store, agents), new ConcentratorCalls(store, agents)));
  }

  /// Where the spans of traced starts go.
  private Consumer<ObjectNode> traces(ApiServerConfig config) {
    URI endpoint = config.serving().otlp();
    return endpoint == null ? _ -> {} : keep(SpanSender.to(endpoint, metrics));
  }

  private EtcdEndpoint etcd(ApiServerConfig config) throws IOException, InterruptedException {
    if (!config.embedsEtcd()) {
      return EtcdEndpoint.parse(config.etcd(), config.etcdTls());
    }
    keep(EmbeddedEtcd.start(config.directory()));
    return EtcdEndpoint.embedded(config.directory());
  }

  private static boolean isPublic(EtcdStore store, String resource, String name) {
    return store.find(resource, Shared.TENANT, name).filter(SharedObjects::isPublic).isPresent();
  }

  private Registry registry(EtcdStore store, WriteLoop writes, WriteRule rule) {
    Identifiers identifiers = new Identifiers(random);
    RegistryParts parts =
        new RegistryParts(
            store,
            writes,
            Admissions.all(store, kinds, identifiers::uid),
            rule,
            identifiers,
            clock);
    return new Registry(parts, new TenantContent(store, kinds));
  }

  private ApiLeader.Parts leaderParts(
      EtcdConnection etcd, EtcdStore store, Registry registry, SecretRotation secrets) {
    return new ApiLeader.Parts(
        etcd,
        store,
        registry,
        kinds,
        secrets,
        clock,
        new PassFigures(metrics),
        System::nanoTime,
        random);
  }

  private static void writeReady(Path ready, Serving serving) throws IOException {
    var tree = Json.object();
    var list = tree.putArray("listen");
    serving.bound().forEach(address -> list.add(address.toString()));
    serving.plain().ifPresent(address -> tree.put("metrics", address.toString()));
    WholeFile.replace(ready, Json.write(tree), Durability.LAZY, Readers.EVERYBODY);
  }

  private <T extends AutoCloseable> T keep(T part) {
    return open.keep(part);
  }

  @Override
  public void close() {
    open.close();
  }
}
