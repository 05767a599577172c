package io.ciao.cnci;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.NodeCertificates;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.file.StateLock;
import io.ciao.basis.time.Backoff;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.cnci.concentrator.ConcentratorMemory;
import io.ciao.cnci.concentrator.ConcentratorReconciler;
import io.ciao.cnci.concentrator.FenceReconciler;
import io.ciao.cnci.concentrator.HttpConcentratorApi;
import io.ciao.cnci.concentrator.Siblings;
import io.ciao.cnci.concentrator.StrayConcentrators;
import io.ciao.cnci.http.ConcentratorRoutes;
import io.ciao.cnci.replica.ApiPulse;
import io.ciao.cnci.replica.Heartbeats;
import io.ciao.cnci.replica.Replicas;
import io.ciao.cnci.replica.RoleKeeper;
import io.ciao.cnci.ssntp.Voices;
import io.ciao.cnci.transit.TransitReconciler;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.subnet.TunnelFence;
import io.ciao.linux.transit.TransitOnNode;
import io.ciao.program.Parts;
import io.ciao.program.agent.AgentServer;
import io.ciao.reconcile.ApiSource;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.cert.CertificateRenewal;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.transport.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running agent. Stopping it stops no concentrator.
///
/// Threads: `watch-concentrators` reads the API and `watch-concentrator-NAME` one transit peer,
/// `pass-concentrator-N`, `pass-transit-N`, `pass-fence-N` and `pass-voice-N` run the passes, the
/// [RoleKeeper]'s see to who serves, `stray-concentrators` looks once, after the first list, for
/// what nobody names; two for each concentrator's connection to each scheduler.
final class CnciAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CnciAgent.class);
  private static final int CONCURRENCY = 4;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /// The next apiserver may answer in time.
  private static final Duration ROLE_TIMEOUT = Duration.ofMillis(500);

  private static final Duration STRAY_INTERVAL = Duration.ofSeconds(1);

  private final Parts parts;
  private final Informer<Concentrator> informer;
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>(System::nanoTime);
  private final WorkQueue<String> transits = new WorkQueue<>(System::nanoTime);
  private final Siblings siblings;
  private final StrayConcentrators strays;
  private volatile boolean closed;

  private CnciAgent(CnciConfig config, Parts parts) throws IOException {
    this.parts = parts;
    var tls = LiveTls.of(TlsFiles.in(config.tls()));
    var client = parts.keep(client(config, tls, REQUEST_TIMEOUT));
    var quick = parts.keep(client(config, tls, ROLE_TIMEOUT));
    var host = config.host();
    parts.keep(renewal(host, tls, client).start());
    var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), new SecureRandom());
    var fences = new WorkQueue<String>(System::nanoTime);
    informer =
        concentrators(client, host.nodeName(), backoff)
            .onChange(queue::add)
            .onChange(this::siblingChanged)
            .onChange(_ -> fences.add(FenceReconciler.KEY));
    var memory = new ConcentratorMemory(config.directory().resolve("remembered"));
    var node = ConcentratorOnNode.withKernel();
    siblings =
        parts.keep(
            new Siblings(
                informer,
                memory,
                new ConcentratorMemory(config.directory().resolve("siblings")),
                key -> watchSibling(client, key, backoff)));
    var server =
        parts.keep(
            new AgentServer(
                config.listen(),
                tls.serverContext(),
                new ConcentratorRoutes(host, node, memory::byUid),
                ConcentratorRoutes.OFFER));
    var replicas = new Replicas(host.nodeName(), host.address().toString(), System::nanoTime);
    memory.keys().forEach(queue::add);
    memory.keys().forEach(this::siblingChanged);
    parts.keep(
        new PassLoop<>(
            "concentrator",
            queue,
            ConcentratorReconciler.of(
                host,
                new ConcentratorReconciler.Parts(
                    informer,
                    new HttpConcentratorApi(client, quick, host.nodeName()),
                    memory,
                    siblings,
                    node,
                    replicas,
                    InstantSource.system(),
                    server.port())),
            backoff,
            CONCURRENCY));
    parts.keep(transit(host, backoff));
    parts.keep(roles(host, tls, quick, replicas, queue));
    fences.add(FenceReconciler.KEY);
    var fence = new TunnelFence(host.namespace(), "cnci");
    var passes = new FenceReconciler(informer, memory, fence, host.address());
    parts.keep(new PassLoop<>("fence", fences, passes, backoff, 1));
    speak(config, tls, client, queue, backoff);
    parts.keep(informer);
    strays = new StrayConcentrators(informer, memory, node, host);
  }

  private PassLoop<String> transit(ConcentratorHost host, Backoff backoff) {
    transits.add(TransitReconciler.SWEEP);
    var passes =
        new TransitReconciler(siblings, TransitOnNode.withKernel(), host, this::markTenant);
    return new PassLoop<>("transit", transits, passes, backoff, 1);
  }

  private void siblingChanged(ObjectKey concentrator) {
    var tenant = String.valueOf(concentrator.namespace());
    transits.add(tenant);
    markTenant(tenant);
  }

  private Informer<Concentrator> watchSibling(ApiClient client, ObjectKey key, Backoff backoff) {
    var named =
        new ApiSource(
            client, ResourceType.CONCENTRATORS, key.namespace(), ListQuery.named(key.name()));
    return new Informer<>(
            "concentrator-" + key.name(),
            named,
            tree -> Json.toRecord(tree, Concentrator.class),
            backoff)
        .onChange(this::siblingChanged)
        .start();
  }

  /// What a concentrator holds depends on its siblings.
  private void markTenant(String tenant) {
    for (var one : siblings.here()) {
      var key = ObjectKey.of(one.metadata());
      if (tenant.equals(key.namespace())) {
        queue.add(key);
      }
    }
  }

  private static CertificateRenewal renewal(ConcentratorHost host, LiveTls tls, ApiClient client) {
    return new CertificateRenewal(
        tls,
        CertificateRenewal.Signer.ofText(
            request -> NodeCertificates.sign(client, host.nodeName(), request)),
        InstantSource.system(),
        new SecureRandom());
  }

  private static RoleKeeper roles(
      ConcentratorHost host,
      LiveTls tls,
      ApiClient quick,
      Replicas replicas,
      WorkQueue<ObjectKey> queue) {
    return RoleKeeper.start(
        new InetSocketAddress(host.address().toString(), Heartbeats.PORT),
        tls,
        ApiPulse.carriedBy(host.nodeName(), quick),
        replicas,
        queue::add);
  }

  private static ApiClient client(CnciConfig config, LiveTls tls, Duration timeout) {
    return new ApiClient(
        new HttpCalls(
            config.apiservers(),
            tls::sslContext,
            timeout,
            warning -> LOG.warn("apiserver warns warning={}", warning),
            HttpCalls.Headers.NONE));
  }

  private static Informer<Concentrator> concentrators(
      ApiClient client, String node, Backoff backoff) {
    return new Informer<>(
        "concentrators",
        new ApiSource(
            client, ResourceType.CONCENTRATORS, null, ListQuery.fields("spec.nodeNames=" + node)),
        tree -> Json.toRecord(tree, Concentrator.class),
        backoff);
  }

  /// Gives concentrators their voices.
  ///
  /// @param queue of concentrators whose passes are due, as hints say
  private void speak(
      CnciConfig config,
      LiveTls tls,
      ApiClient client,
      WorkQueue<ObjectKey> queue,
      Backoff backoff) {
    var speaking = new WorkQueue<ObjectKey>(System::nanoTime);
    informer.onChange(speaking::add);
    var voices =
        new Voices(
            informer,
            new Voices.Parts(
                config.host().nodeName(),
                config.schedulers(),
                tls,
                Voices.Parts.signedBy(client),
                queue::add,
                speaking::add,
                new Surroundings(InstantSource.system(), System::nanoTime, new SecureRandom())));
    parts.keep(voices);
    parts.keep(new PassLoop<>("voice", speaking, voices, backoff, CONCURRENCY));
  }

  /// Starts serving what is remembered at once, and what the API says as soon as it answers.
  static CnciAgent start(CnciConfig config) throws IOException {
    var parts = new Parts();
    try {
      parts.keep(StateLock.hold(config.directory(), "ciao-cnci-agent"));
      var agent = new CnciAgent(config, parts);
      agent.informer.start();
      Thread.ofVirtual().name("stray-concentrators").start(agent::removeStrays);
      LOG.info(
          "cnci-agent runs node={} address={}", config.host().nodeName(), config.host().address());
      return agent;
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private void removeStrays() {
    while (!closed) {
      try {
        if (strays.remove()) {
          return;
        }
      } catch (RuntimeException e) {
        LOG.warn("strays cannot be removed problem={}", e.getMessage());
      }
      LockSupport.parkNanos(STRAY_INTERVAL.toNanos());
    }
  }

  @Override
  public void close() {
    closed = true;
    parts.close();
  }
}
