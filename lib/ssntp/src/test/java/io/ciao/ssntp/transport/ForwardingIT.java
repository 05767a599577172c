package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.FrameType;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.transport.Disconnect.Cause;
import io.ciao.ssntp.transport.Forwarder.Decision;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that forwards, over real TLS sockets.
class ForwardingIT {

  private static final int SENDERS = 4;
  private static final int EACH = 5_000;
  private static final UUID CONTROLLER = new UUID(0x10, 1);
  private static final UUID CNCI = new UUID(0x20, 1);

  private final Loopback loopback = new Loopback();
  private final Recorder serverLog = new Recorder();

  @AfterEach
  void close() {
    loopback.close();
  }

  /// Keeps what could not be forwarded too.
  private static final class Recorder extends ServerLog {
    final List<String> lost = new CopyOnWriteArrayList<>();

    @Override
    public void notForwarded(
        SsntpSession sender, TrafficFrame frame, UUID recipient, SendResult result) {
      lost.add(sender.uuid() + " " + recipient + " " + result + " before " + frames.size());
    }
  }

  private SsntpServer server(ForwardingRule... rules) throws InterruptedException {
    return loopback.server(
        loopback.serverConfig().withForwarding(ForwardingRules.of(List.of(rules))), serverLog);
  }

  private SsntpClient client(SsntpServer server, Role role, UUID uuid, ClientListener listener)
      throws InterruptedException {
    var client =
        loopback.client(
            loopback.clientConfig(loopback.pki.peer(role, uuid), server.addresses().getFirst()),
            listener);
    Loopback.SOON.until("connected", () -> client.connected() && server.session(uuid).isPresent());
    return client;
  }

  /// The callback reads whom a frame is for from its payload.
  private static Decision toThePayload(TrafficFrame frame) {
    var text = frame.payload().utf8();
    return text.isEmpty()
        ? new Decision.Discard("it names nobody")
        : new Decision.Recipients(List.of(UUID.fromString(text)));
  }

  @Test
  void keepsTheOrderOfEachOfManySendersToOneReceiver() throws Exception {
    var done = new CountDownLatch(SENDERS * EACH);
    var next = new HashMap<UUID, Integer>();
    var wrong = new AtomicInteger();
    var server =
        server(
            ForwardingRule.toRole(Command.STATS, Role.CONTROLLER),
            ForwardingRule.byCall(
                Command.START, (_, _) -> new Decision.Recipients(List.of(CONTROLLER))));
    client(
        server,
        Role.CONTROLLER,
        CONTROLLER,
        new ClientLog() {
          @Override
          public void frame(TrafficFrame frame) {
            var expected = next.merge(frame.origin(), 1, Integer::sum) - 1;
            if (!frame.payload().equals(numbered(expected))) {
              wrong.incrementAndGet();
            }
            done.countDown();
          }
        });
    var senders = new ArrayList<Thread>();
    for (var i = 0; i < SENDERS; i++) {
      var client = client(server, Role.AGENT, new UUID(0x30, i), new ClientLog());
      senders.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (var j = 0; j < EACH; j++) {
                      // By a rule for a role and one with a callback in turn: both keep the order.
                      client.send(j % 2 == 0 ? Command.STATS : Command.START, numbered(j));
                    }
                  }));
    }
    for (var sender : senders) {
      sender.join();
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(wrong).hasValue(0);
    assertThat(next).hasSize(SENDERS).containsValue(EACH);
    Loopback.SOON.until("told", () -> serverLog.frames.size() == SENDERS * EACH);
    assertThat(serverLog.lost).isEmpty();
  }

  private static Bytes numbered(int number) {
    return Bytes.wrap(ByteBuffer.allocate(4 + number % 512).putInt(number).array());
  }

  @Test
  void aRuleForARoleReachesAllOfThatRoleButTheSender() throws Exception {
    var server = server(ForwardingRule.toRole(FrameType.EVENT, 200, Role.CONTROLLER));
    Map<UUID, ClientLog> logs = new ConcurrentHashMap<>();
    Map<UUID, SsntpClient> clients = new ConcurrentHashMap<>();
    for (var i = 0; i < 3; i++) {
      var uuid = new UUID(0x10, i);
      logs.put(uuid, new ClientLog());
      clients.put(uuid, client(server, Role.CONTROLLER, uuid, logs.get(uuid)));
    }
    var agentLog = new ClientLog();
    var agent = client(server, Role.AGENT, Loopback.AGENT, agentLog);
    var origin = new UUID(0x40, 1);
    agent.send(new UnknownFrame(3, 200, origin, Bytes.utf8("from the agent"), null));
    clients
        .get(CONTROLLER)
        .send(new UnknownFrame(3, 200, CONTROLLER, Bytes.utf8("from one of them"), null));
    Loopback.SOON.until(
        "all that come",
        () -> logs.values().stream().mapToInt(log -> log.frames.size()).sum() == 5);

    assertThat(logs.get(CONTROLLER).frames)
        .containsExactly(new UnknownFrame(3, 200, origin, Bytes.utf8("from the agent"), null));
    assertThat(logs.get(new UUID(0x10, 2)).frames).hasSize(2);
    assertThat(agentLog.frames).isEmpty();
    Loopback.SOON.until("the listener is told too", () -> serverLog.frames.size() == 2);
  }

  @Test
  void aCallbackNamesTheReceiversAndAnAbsentOneIsTold() throws Exception {
    var server =
        server(ForwardingRule.byCall(Event.TENANT_ADDED, (_, frame) -> toThePayload(frame)));
    var cnciLog = new ClientLog();
    client(server, Role.CNCI_AGENT, CNCI, cnciLog);
    var agentLog = new ClientLog();
    var agent = client(server, Role.AGENT, Loopback.AGENT, agentLog);
    var absent = new UUID(0x20, 2);

    agent.send(Event.TENANT_ADDED, Bytes.utf8(absent.toString()));
    agent.send(Event.TENANT_ADDED, Bytes.EMPTY);
    agent.send(Event.TENANT_ADDED, Bytes.utf8("no UUID, so that the callback throws"));
    agent.send(Event.TENANT_ADDED, Bytes.utf8(Loopback.AGENT.toString()));
    agent.send(Event.TENANT_ADDED, Bytes.utf8(CNCI.toString()));
    Loopback.SOON.until("the last one", () -> cnciLog.frames.size() == 1);

    assertThat(cnciLog.frames)
        .containsExactly(
            TrafficFrame.of(Event.TENANT_ADDED, Loopback.AGENT, Bytes.utf8(CNCI.toString())));
    assertThat(serverLog.lost).containsExactly(Loopback.AGENT + " " + absent + " CLOSED before 0");
    Loopback.SOON.until("all told", () -> serverLog.frames.size() == 5);
    assertThat(agentLog.frames).isEmpty();
    assertThat(serverLog.disconnected).isEmpty();
  }

  @Test
  void aSenderWithoutTheRoleOfTheRuleIsNotForwarded() throws Exception {
    var server =
        server(
            ForwardingRule.byCall(Command.REFRESH_CNCI, (_, frame) -> toThePayload(frame))
                .from(Role.CONTROLLER));
    var cnciLog = new ClientLog();
    client(server, Role.CNCI_AGENT, CNCI, cnciLog);
    var agent = client(server, Role.AGENT, Loopback.AGENT, new ClientLog());
    var controller = client(server, Role.CONTROLLER, CONTROLLER, new ClientLog());

    agent.send(Command.REFRESH_CNCI, Bytes.utf8(CNCI.toString()));
    Loopback.SOON.until("told", () -> serverLog.frames.size() == 1);
    controller.send(Command.REFRESH_CNCI, Bytes.utf8(CNCI.toString()));
    Loopback.SOON.until("the controller's", () -> !cnciLog.frames.isEmpty());

    assertThat(cnciLog.frames).extracting(TrafficFrame::origin).containsExactly(CONTROLLER);
  }

  @Test
  void theServersHopIsCompletedByForwarding() throws Exception {
    var server = server(ForwardingRule.toRole(Command.STATS, Role.CONTROLLER));
    var controllerLog = new ClientLog();
    client(server, Role.CONTROLLER, CONTROLLER, controllerLog);
    var agent = client(server, Role.AGENT, Loopback.AGENT, new ClientLog());
    agent.send(
        new CommandFrame(
            Command.STATS,
            Loopback.AGENT,
            Bytes.EMPTY,
            Trace.path(Bytes.utf8("lbl"), Instant.now())));
    Loopback.SOON.until("STATS", () -> controllerLog.frames.size() == 1);

    var path = controllerLog.frames.getFirst().trace().path();
    assertThat(path)
        .extracting(Trace.Hop::node)
        .containsExactly(Loopback.AGENT, Loopback.SCHEDULER, CONTROLLER);
    assertThat(path.get(1).received()).isNotNull();
    assertThat(path.get(1).sent()).isNotNull();
    assertThat(path.get(2).sent()).isNull();
  }

  @Test
  void aSlowReceiverIsCutOffAndTheSenderNeverWaits() throws Exception {
    var payload = new byte[64 * 1024];
    var count = 200;
    var server =
        loopback.server(
            loopback
                .serverConfig()
                .withLimits(ServerLimits.DEFAULT.withQueueMaxBytes(1024 * 1024))
                .withForwarding(
                    ForwardingRules.of(
                        List.of(ForwardingRule.toRole(Command.STATS, Role.CONTROLLER)))),
            serverLog);
    try (var slow =
        new RawClient(
            loopback.pki.peer(Role.CONTROLLER, CONTROLLER), server.addresses().getFirst())) {
      slow.send(new ConnectFrame(Roles.of(Role.CONTROLLER), CONTROLLER, new UUID(0, 0))).read();
      Loopback.SOON.until("the slow one", () -> server.session(CONTROLLER).isPresent());
      var agent = client(server, Role.AGENT, Loopback.AGENT, new ClientLog());
      for (var i = 0; i < count; i++) {
        agent.send(Command.STATS, Bytes.wrap(payload));
      }
      Loopback.SOON.until("all heard", () -> serverLog.frames.size() == count);
      Loopback.SOON.until("cut off", () -> serverLog.disconnected.size() == 1);

      assertThat(serverLog.disconnected.getFirst().cause()).isEqualTo(Cause.TOO_SLOW);
      assertThat(serverLog.order)
          .contains("disconnected " + CONTROLLER + " TOO_SLOW")
          .doesNotContain("disconnected " + Loopback.AGENT);
      assertThat(serverLog.lost).isNotEmpty();
      assertThat(serverLog.lost.getFirst()).contains(CONTROLLER + " CUT_OFF");
      assertThat(agent.connected()).isTrue();
    }
  }
}
