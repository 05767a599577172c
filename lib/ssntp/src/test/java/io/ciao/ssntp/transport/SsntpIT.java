package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.session.Compatibility;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Server and client over real TLS sockets.
class SsntpIT {

  private static final int MANY = 10_000;

  private final Loopback loopback = new Loopback();
  private final ServerLog serverLog = new ServerLog();
  private final ClientLog clientLog = new ClientLog();

  @AfterEach
  void close() {
    loopback.close();
  }

  @Test
  void connectsAndLearnsWhoTheOtherIs() throws Exception {
    var configuration = Bytes.utf8("configure: {}");
    var server =
        loopback.server(loopback.serverConfig().withConfiguration(() -> configuration), serverLog);
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until(
        "both connected", () -> client.connected() && server.sessions().size() == 1);

    var session = server.session(Loopback.AGENT).orElseThrow();
    assertThat(session.roles()).isEqualTo(Roles.of(Role.AGENT));
    assertThat(session.certified()).isTrue();
    assertThat(session.certificate().commonName()).isEqualTo("system:node:n1");
    var peer = clientLog.server();
    assertThat(peer.uuid()).isEqualTo(Loopback.SCHEDULER);
    assertThat(peer.roles()).isEqualTo(Roles.of(Role.SCHEDULER, Role.SERVER));
    assertThat(peer.configuration()).isEqualTo(configuration);

    client.send(Status.READY, Bytes.utf8("ready"));
    Loopback.SOON.until("READY", () -> !serverLog.frames.isEmpty());
    assertThat(serverLog.frames.getFirst())
        .isEqualTo(TrafficFrame.of(Status.READY, Loopback.AGENT, Bytes.utf8("ready")));
    assertThat(session.send(Command.START, Bytes.utf8("start"))).isEqualTo(SendResult.QUEUED);
    Loopback.SOON.until("START", () -> !clientLog.frames.isEmpty());

    client.close();
    Loopback.SOON.until("gone", () -> serverLog.disconnected.size() == 1);
    assertThat(serverLog.disconnected.getFirst().cause())
        .isEqualTo(Disconnect.Cause.CLOSED_BY_PEER);
    assertThat(clientLog.disconnected.getFirst().cause()).isEqualTo(Disconnect.Cause.CLOSED_HERE);
    assertThat(server.session(Loopback.AGENT)).isEmpty();
    assertThat(session.send(Command.START, Bytes.EMPTY)).isEqualTo(SendResult.CLOSED);
    assertThatThrownBy(() -> client.send(Status.FULL, Bytes.EMPTY))
        .isInstanceOf(NotConnectedException.class);
  }

  @Test
  void keepsTheOrderOfManyFramesBothWays() throws Exception {
    var upward = new Counting();
    var downward = new Counting();
    var server =
        loopback.server(
            loopback.serverConfig(),
            new ServerLog() {
              @Override
              public void connected(SsntpSession session) {
                Thread.ofVirtual()
                    .start(
                        () -> {
                          for (var i = 0; i < MANY; i++) {
                            session.send(Command.START, numbered(i));
                          }
                        });
              }

              @Override
              public void frame(SsntpSession session, TrafficFrame frame) {
                upward.check(frame);
              }
            });
    var client =
        loopback.client(
            loopback.clientConfig(server.addresses().getFirst()),
            new ClientLog() {
              @Override
              public void frame(TrafficFrame frame) {
                downward.check(frame);
              }
            });
    Loopback.SOON.until("connected", client::connected);
    for (var i = 0; i < MANY; i++) {
      client.send(Command.STATS, numbered(i));
    }
    assertThat(upward.done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(downward.done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(upward.wrong).hasValue(0);
    assertThat(downward.wrong).hasValue(0);
  }

  /// Payloads of every size up to 2 KiB, so that frames and TLS records never line up.
  private static Bytes numbered(int number) {
    return Bytes.wrap(ByteBuffer.allocate(4 + number % 2048).putInt(number).array());
  }

  private static final class Counting {
    private final CountDownLatch done = new CountDownLatch(MANY);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();

    void check(TrafficFrame frame) {
      if (!frame.payload().equals(numbered(next.getAndIncrement()))) {
        wrong.incrementAndGet();
      }
      done.countDown();
    }
  }

  @Test
  void carriesALargePayloadWhole() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", client::connected);
    var payload = new byte[16 * 1024 * 1024];
    new SplittableRandom(1).nextBytes(payload);
    client.send(Command.STATS, Bytes.wrap(payload));
    Loopback.SOON.until("large frame up", () -> serverLog.frames.size() == 1);
    assertThat(serverLog.frames.getFirst().payload()).isEqualTo(Bytes.wrap(payload));
    server.sessions().getFirst().send(Command.START, Bytes.wrap(payload));
    Loopback.SOON.until("large frame down", () -> clientLog.frames.size() == 1);
    assertThat(clientLog.frames.getFirst().payload()).isEqualTo(Bytes.wrap(payload));
    assertThatThrownBy(() -> client.send(Command.STATS, Bytes.wrap(new byte[payload.length + 1])))
        .hasMessageContaining("at most 16777216");
  }

  @Test
  void comesBackAfterTheServerWasRestarted() throws Exception {
    var first = loopback.server(loopback.serverConfig(), serverLog);
    var address = first.addresses().getFirst();
    var client = loopback.client(loopback.clientConfig(address), clientLog);
    Loopback.SOON.until("connected", client::connected);

    first.close();
    Loopback.SOON.until("noticed", () -> clientLog.disconnected.size() == 1);
    Loopback.SOON.until("failing attempts", () -> clientLog.failed.size() >= 2);
    assertThatThrownBy(() -> client.send(Status.READY, Bytes.EMPTY))
        .hasMessageContaining("not connected");

    var second =
        loopback.server(
            new ServerConfig(
                Loopback.SCHEDULER,
                Roles.of(Role.SCHEDULER),
                List.of(address),
                ServerTls.of(loopback.schedulerTls),
                Compatibility.STRICT,
                ServerLimits.DEFAULT,
                () -> Bytes.EMPTY,
                ForwardingRules.NONE,
                FrameObserver.NONE),
            serverLog);
    Loopback.SOON.until("back", () -> client.connected() && second.sessions().size() == 1);
    client.send(Status.READY, Bytes.EMPTY);
    Loopback.SOON.until("READY", () -> serverLog.frames.size() == 1);
    assertThat(clientLog.connected).hasSize(2);
    assertThat(clientLog.disconnected).hasSize(1);
  }

  @Test
  void triesItsAddressesInOrder() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var dead = new HostPort("127.0.0.1", 1);
    var client =
        loopback.client(loopback.clientConfig(dead, server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", client::connected);
    assertThat(clientLog.failed).extracting(FailedAttempt::address).containsExactly(dead);
    assertThat(clientLog.server().address()).isEqualTo(server.addresses().getFirst());
  }

  @Test
  void looksForItsServerAsOriginalsDo() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var port = server.addresses().getFirst().port();
    var given = new HostPort("127.0.0.9", port);
    var client =
        loopback.client(
            loopback.clientConfig(given).withSearch(ServerSearch.GIVEN_THEN_AUTHORITY), clientLog);
    Loopback.SOON.until("connected", client::connected);
    assertThat(clientLog.failed).extracting(FailedAttempt::address).contains(given);
    assertThat(clientLog.server().address()).isEqualTo(new HostPort("localhost", port));
  }

  @Test
  void originalsWithoutAUuidInTheirCertificatesTakeTheOneThatIsGiven() throws Exception {
    var scheduler = loopback.pki.spec("scheduler").withRoles(Role.SCHEDULER);
    var own = new UUID(0x8, 1);
    var server =
        loopback.server(
            ServerConfig.original(
                loopback.pki.identity(scheduler.withHosts(List.of("127.0.0.1"))),
                List.of(new HostPort("127.0.0.1", 0)),
                own),
            serverLog);
    var agent = loopback.pki.identity(loopback.pki.spec("agent").withRoles(Role.AGENT));
    var client =
        loopback.client(
            ClientConfig.original(() -> agent, server.addresses(), Loopback.AGENT), clientLog);
    Loopback.SOON.until("connected", () -> client.connected() && server.sessions().size() == 1);
    assertThat(clientLog.server().uuid()).isEqualTo(own);
    assertThat(server.session(Loopback.AGENT).orElseThrow().certified()).isFalse();
  }

  @Test
  void keepsTheLastConfiguration() throws Exception {
    var server =
        loopback.server(
            loopback.serverConfig().withConfiguration(() -> Bytes.utf8("first")), serverLog);
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", () -> client.connected() && server.sessions().size() == 1);
    assertThat(client.configuration()).isEqualTo(Bytes.utf8("first"));
    var session = server.sessions().getFirst();
    assertThat(session.configuration()).isEqualTo(Bytes.utf8("first"));

    session.send(Command.CONFIGURE, Bytes.utf8("second"));
    Loopback.SOON.until("CONFIGURE", () -> clientLog.frames.size() == 1);
    assertThat(client.configuration()).isEqualTo(Bytes.utf8("second"));
    server.close();
    Loopback.SOON.until("gone", () -> !client.connected());
    assertThat(client.configuration()).isEqualTo(Bytes.utf8("second"));
  }

  @Test
  void listensOnSeveralAddresses() throws Exception {
    var server =
        loopback.server(
            ServerConfig.of(
                loopback.schedulerTls,
                List.of(new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 0))),
            serverLog);
    assertThat(server.addresses()).hasSize(2).doesNotHaveDuplicates();
    for (var address : server.addresses()) {
      var client = loopback.client(loopback.clientConfig(address), new ClientLog());
      Loopback.SOON.until("connected", client::connected);
      client.close();
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var taken = ServerConfig.of(loopback.schedulerTls, server.addresses());
    assertThatThrownBy(() -> loopback.server(taken, serverLog))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining(server.addresses().getFirst().toString());
  }

  @Test
  void theNewestConnectionOfAUuidWins() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var address = server.addresses().getFirst();
    try (var old = new RawClient(loopback.agentTls, address);
        var young = new RawClient(loopback.agentTls, address)) {
      var connect = new ConnectFrame(Roles.of(Role.AGENT), Loopback.AGENT, new UUID(0, 0));
      old.send(connect).read();
      Loopback.SOON.until("first", () -> server.sessions().size() == 1);
      young.send(connect).read();
      Loopback.SOON.until("second", () -> serverLog.connected.size() == 2);

      assertThat(serverLog.order)
          .containsExactly(
              "connected " + Loopback.AGENT,
              "disconnected " + Loopback.AGENT + " REPLACED",
              "connected " + Loopback.AGENT);
      assertThatThrownBy(old::read).isInstanceOf(IOException.class);
      assertThat(server.sessions()).containsExactly(serverLog.connected.get(1));
      server.sessions().getFirst().send(Command.START, Bytes.EMPTY);
      assertThat(young.read()).isInstanceOf(CommandFrame.class);
    }
  }

  @Test
  void addsItsHopsToAPathTrace() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", client::connected);
    var trace = Trace.path(Bytes.utf8("lbl"), Instant.now());
    client.send(
        TrafficFrame.of(Event.INSTANCE_STOPPED, Loopback.AGENT, Bytes.EMPTY).withTrace(trace));
    Loopback.SOON.until("event", () -> serverLog.frames.size() == 1);
    server.sessions().getFirst().send(serverLog.frames.getFirst());
    Loopback.SOON.until("event back", () -> clientLog.frames.size() == 1);

    var path = clientLog.frames.getFirst().trace().path();
    assertThat(path)
        .extracting(Trace.Hop::node)
        .containsExactly(Loopback.AGENT, Loopback.SCHEDULER, Loopback.AGENT);
    assertThat(path.get(1).sent().instant()).isAfterOrEqualTo(path.get(1).received().instant());
    assertThat(path.get(0).received()).isNull();
    assertThat(path.get(2).sent()).isNull();
  }

  @Test
  void aListenerThatThrowsEndsNothing() throws Exception {
    var server =
        loopback.server(
            loopback.serverConfig(),
            new ServerLog() {
              @Override
              public void frame(SsntpSession session, TrafficFrame frame) {
                session.send(Command.START, frame.payload());
                throw new IllegalStateException("thrown by the test");
              }
            });
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", client::connected);
    client.send(Command.STATS, Bytes.utf8("1"));
    client.send(Command.STATS, Bytes.utf8("2"));
    Loopback.SOON.until("both answered", () -> clientLog.frames.size() == 2);
  }

  @Test
  void whatWasSentBeforeAnOrderlyCloseArrives() throws Exception {
    var server = loopback.server(loopback.serverConfig(), serverLog);
    var client = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", client::connected);
    for (var i = 0; i < 1000; i++) {
      client.send(Command.STATS, numbered(i));
    }
    client.close();
    Loopback.SOON.until("all frames", () -> serverLog.frames.size() == 1000);

    var again = loopback.client(loopback.clientConfig(server.addresses().getFirst()), clientLog);
    Loopback.SOON.until("connected", () -> again.connected() && serverLog.connected.size() == 2);
    var session = serverLog.connected.getLast();
    for (var i = 0; i < 1000; i++) {
      session.send(Command.START, numbered(i));
    }
    session.close("test");
    Loopback.SOON.until("all frames", () -> clientLog.frames.size() == 1000);
  }
}
