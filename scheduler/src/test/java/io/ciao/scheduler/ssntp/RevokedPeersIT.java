package io.ciao.scheduler.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.scheduler.TestCluster;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.FailedAttempt;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Revocations as the scheduler's cache shows them, and peers that are connected.
class RevokedPeersIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Surroundings REAL =
      new Surroundings(InstantSource.system(), System::nanoTime, new Random());

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final TestCluster cluster = keep(new TestCluster());
  private final TestAuthority authority = new TestAuthority();
  private SsntpServer server;

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  @BeforeEach
  void start() throws InterruptedException {
    var revoked = new RevokedPeers(cluster.caches().revocations());
    var config = authority.scheduler();
    server =
        keep(
            SsntpServer.start(
                config.withTls(config.tls().refusing(revoked::refusal)), new Unheard(), REAL));
    revoked.watch(server);
  }

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private static final class Unheard implements SessionListener {
    @Override
    public void connected(SsntpSession session) {}

    @Override
    public void frame(SsntpSession session, TrafficFrame frame) {}

    @Override
    public void disconnected(SsntpSession session, Disconnect why) {}
  }

  /// An agent that is connected.
  private final class Agent implements ClientListener {
    final UUID uuid = UUID.randomUUID();
    final TlsIdentity tls;
    final List<FailedAttempt> failed = new CopyOnWriteArrayList<>();
    final SsntpClient client;

    Agent(String node) throws InterruptedException {
      this("system:node:" + node, Role.AGENT);
    }

    Agent(String name, Role role) throws InterruptedException {
      tls = authority.peer(name, uuid, role);
      client = keep(SsntpClient.start(ClientConfig.of(() -> tls, server.addresses()), this, REAL));
      Eventually.within(SOON).until("connected", this::here);
    }

    boolean here() {
      return client.connected() && server.session(uuid).isPresent();
    }

    @Override
    public void connected(ServerPeer peer) {}

    @Override
    public void frame(TrafficFrame frame) {}

    @Override
    public void disconnected(Disconnect why) {}

    @Override
    public void attemptFailed(FailedAttempt attempt) {
      failed.add(attempt);
    }
  }

  private void revoke(String what) {
    cluster.put(
        ResourceType.CERTIFICATE_REVOCATIONS,
        """
        apiVersion: ciao.io/v1
        kind: CertificateRevocation
        metadata: {name: r1, creationTimestamp: "%s"}
        spec: {%s}
        """
            .formatted(Instant.now(), what));
  }

  private void isCutOff(Agent agent) throws InterruptedException {
    Eventually.within(SOON).until("cut off", () -> !agent.here());
    Eventually.within(SOON).until("refused when it comes again", () -> !agent.failed.isEmpty());
    assertThat(agent.here()).isFalse();
  }

  @Test
  void whoseCertificateIsRevokedIsCutOffAndDoesNotComeBack() throws Exception {
    var one = new Agent("n1");
    var other = new Agent("n2");

    revoke(
        "serialNumber: \"%s\""
            .formatted(one.tls.own().certificate().getSerialNumber().toString(16)));

    isCutOff(one);
    assertThat(other.here()).isTrue();
  }

  @Test
  void soIsANodeThatWasTakenOut() throws Exception {
    var one = new Agent("n1");
    var other = new Agent("n2");
    var carried = new Agent("system:concentrator:n1", Role.CNCI_AGENT);

    revoke("nodeName: n1");

    isCutOff(one);
    isCutOff(carried);
    assertThat(other.here()).isTrue();
  }
}
