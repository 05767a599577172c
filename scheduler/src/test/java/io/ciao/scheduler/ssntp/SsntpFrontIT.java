package io.ciao.scheduler.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.config.ClusterConfigSpec;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestLeadership;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.ClusterConfiguration;
import io.ciao.ssntp.payload.NodeEvent;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.PublicIp;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.payload.RefreshCnci;
import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.payload.TraceExtension;
import io.ciao.ssntp.payload.TraceReport;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A scheduler's SSNTP side with real connections: originals and ciao's own peers.
class SsntpFrontIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Surroundings REAL =
      new Surroundings(InstantSource.system(), System::nanoTime, new Random());
  private static final UUID NODE = new UUID(0x40, 1);
  private static final UUID CNCI = new UUID(0x20, 1);
  private static final UUID OTHER = new UUID(0x20, 2);
  private static final UUID THIRD = new UUID(0x20, 3);
  private static final UUID CONTROLLER = new UUID(0x10, 1);
  private static final String MAPPED =
      "{address: 203.0.113.7, ip: 172.16.1.2, uid: e, epoch: 5, announce: ARP}";
  private static final String CONFIRMED = "{address: 203.0.113.7, uid: e, epoch: 5}";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final TestCluster cluster = keep(new TestCluster());
  private final TestAuthority authority = new TestAuthority();
  private final TestLeadership leadership = new TestLeadership();
  private final List<ObjectNode> patches = new CopyOnWriteArrayList<>();
  private final List<String> nodes = new CopyOnWriteArrayList<>();
  private final WorkQueue<String> configurations = new WorkQueue<>(System::nanoTime);
  private final WorkQueue<String> tenants = new WorkQueue<>(System::nanoTime);
  private SsntpFront front;
  private ServerConfig config;
  private SsntpServer server;

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  @BeforeEach
  void start() throws InterruptedException {
    var configs = cluster.caches().clusterConfigs();
    var condition =
        new ConfigurationCondition(patches::add, new TestLeadership(), InstantSource.system());
    var hints = new ConcentratorHints(cluster.caches().concentrators(), leadership, tenants::add);
    front = keep(new SsntpFront(new Nodes(), hints, configs, condition, InstantSource.system()));
    var backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(10), new SplittableRandom(1));
    keep(new PassLoop<>("tenants", tenants, hints, backoff, 1));
    keep(new PassLoop<>("configuration", configurations, front.configurationPass(), backoff, 1));
    config = authority.scheduler();
    server = keep(SsntpServer.start(front.equip(config), front, REAL));
    configurations.add(SsntpFront.CONFIGURATION);
    Eventually.within(SOON)
        .until(
            "the first configuration", () -> !front.equip(config).configuration().get().isEmpty());
  }

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /// What is told of nodes.
  private final class Nodes implements SessionListener {
    @Override
    public void connected(SsntpSession session) {
      nodes.add(session.certificate().nodeName().orElse("?") + " came");
    }

    @Override
    public void frame(SsntpSession session, TrafficFrame frame) {}

    @Override
    public void disconnected(SsntpSession session, Disconnect why) {
      nodes.add(session.certificate().nodeName().orElse("?") + " went");
    }
  }

  /// A peer and what it heard.
  private final class Peer implements ClientListener {
    final List<TrafficFrame> frames = new CopyOnWriteArrayList<>();
    final List<ServerPeer> servers = new CopyOnWriteArrayList<>();
    final UUID uuid;
    final SsntpClient client;

    Peer(String name, UUID uuid, Role... roles) throws InterruptedException {
      this.uuid = uuid;
      var tls = authority.peer(name, uuid, roles);
      client = keep(SsntpClient.start(ClientConfig.of(() -> tls, server.addresses()), this, REAL));
      Eventually.within(SOON)
          .until("connected", () -> client.connected() && server.session(uuid).isPresent());
    }

    @Override
    public void connected(ServerPeer peer) {
      servers.add(peer);
    }

    @Override
    public void frame(TrafficFrame frame) {
      frames.add(frame);
    }

    @Override
    public void disconnected(Disconnect why) {}

    void send(Operand operand, Bytes payload) {
      client.send(operand, payload);
    }

    /// What came of those operands, in order.
    List<TrafficFrame> heard(Operand... operands) {
      return frames.stream()
          .filter(
              frame ->
                  Arrays.stream(operands)
                      .anyMatch(
                          operand ->
                              operand.type().code() == frame.typeCode()
                                  && operand.code() == frame.operandCode()))
          .toList();
    }

    void awaits(Operand operand, Bytes... payloads) throws InterruptedException {
      Eventually.within(SOON)
          .untilAsserted(
              () ->
                  assertThat(heard(operand))
                      .extracting(TrafficFrame::payload)
                      .containsExactly(payloads));
    }
  }

  private Peer node() throws InterruptedException {
    return new Peer("system:node:n1", NODE, Role.AGENT, Role.NET_AGENT);
  }

  private Peer controller() throws InterruptedException {
    return new Peer("controller", CONTROLLER, Role.CONTROLLER);
  }

  private static Bytes event(NodeEvent.Sort sort, String type) {
    return new NodeEvent(sort, NODE.toString(), type).toBytes();
  }

  private static Bytes[] come() {
    return new Bytes[] {
      event(NodeEvent.Sort.CONNECTED, "compute_node"),
      event(NodeEvent.Sort.CONNECTED, "network_node")
    };
  }

  @Test
  void controllersHearWhichNodesComeAndGoAndWhichAreThere() throws Exception {
    var early = controller();
    var node = node();
    early.awaits(Event.NODE_CONNECTED, come());
    var late = new Peer("late", new UUID(0x10, 2), Role.CONTROLLER);
    late.awaits(Event.NODE_CONNECTED, come());

    node.client.close();
    for (var controller : List.of(early, late)) {
      controller.awaits(
          Event.NODE_DISCONNECTED,
          event(NodeEvent.Sort.DISCONNECTED, "compute_node"),
          event(NodeEvent.Sort.DISCONNECTED, "network_node"));
      controller.awaits(Event.NODE_CONNECTED, come());
    }
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(nodes).containsExactly("n1 came", "n1 went"));
  }

  @Test
  void whatNodesSayGoesToControllersAndWhatControllersSayToNoNode() throws Exception {
    var controller = controller();
    var node = node();
    var said = Bytes.utf8("{}");
    for (var operand :
        List.of(Command.STATS, Event.INSTANCE_STOPPED, ErrorCode.ATTACH_VOLUME_FAILURE)) {
      node.send(operand, said);
      controller.awaits(operand, said);
    }
    node.send(Status.READY, said);
    node.send(Event.PUBLIC_IP_ASSIGNED, said);
    controller.send(Command.START, said);
    controller.send(Command.STATS, said);
    node.send(Event.INSTANCE_DELETED, said);
    controller.awaits(Event.INSTANCE_DELETED, said);

    assertThat(controller.heard(Status.READY, Event.PUBLIC_IP_ASSIGNED)).isEmpty();
    assertThat(node.heard(Command.START, Command.STATS)).isEmpty();
  }

  @Test
  void whatIsForAConcentratorReachesItsAgent() throws Exception {
    var controller = controller();
    var node = node();
    var cnci = new Peer("cnci", CNCI, Role.CNCI_AGENT);
    var added = tenantAdded(NODE, CNCI.toString());

    node.send(Event.TENANT_ADDED, tenantAdded(new UUID(0x40, 2), CNCI.toString()));
    node.send(Event.TENANT_ADDED, tenantAdded(NODE, "nobody"));
    node.send(Event.TENANT_ADDED, tenantAdded(NODE, UUID.randomUUID().toString()));
    node.send(Event.TENANT_ADDED, added);
    cnci.awaits(Event.TENANT_ADDED, added);

    var address = new PublicIp(CNCI.toString(), "t", "i", "203.0.113.1", "172.16.0.2", "");
    var assign = new PublicIpCommand(PublicIpCommand.Sort.ASSIGN, address).toBytes();
    var refresh = new RefreshCnci(CNCI.toString(), List.of()).toBytes();
    node.send(Command.ASSIGN_PUBLIC_IP, assign);
    controller.send(Command.ASSIGN_PUBLIC_IP, assign);
    controller.send(Command.REFRESH_CNCI, refresh);
    cnci.awaits(Command.REFRESH_CNCI, refresh);
    cnci.awaits(Command.ASSIGN_PUBLIC_IP, assign);
    assertThat(cnci.heard(Command.ASSIGN_PUBLIC_IP).getFirst().origin()).isEqualTo(CONTROLLER);

    cnci.send(Event.PUBLIC_IP_ASSIGNED, Bytes.utf8("done"));
    controller.awaits(Event.PUBLIC_IP_ASSIGNED, Bytes.utf8("done"));
  }

  @Test
  void concentratorsHearOfEachOtherAndAgainOnTheNextConnection() throws Exception {
    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, "", ""));
    cluster.put(ResourceType.CONCENTRATORS, concentrator("alien", OTHER, 9, "", "", "blue"));
    var one = new Peer("system:concentrator:n1", CNCI, Role.CNCI_AGENT);
    one.awaits(Command.REFRESH_CNCI, refresh(CNCI, cnci(1)));

    cluster.put(ResourceType.CONCENTRATORS, concentrator("two", THIRD, 2, "", ""));
    one.awaits(Command.REFRESH_CNCI, refresh(CNCI, cnci(1)), refresh(CNCI, cnci(1), cnci(2)));
    var two = new Peer("system:concentrator:n1", THIRD, Role.CNCI_AGENT);
    two.awaits(Command.REFRESH_CNCI, refresh(THIRD, cnci(1), cnci(2)));

    one.client.close();
    var again = new Peer("system:concentrator:n1", CNCI, Role.CNCI_AGENT);
    again.awaits(Command.REFRESH_CNCI, refresh(CNCI, cnci(1), cnci(2)));
    assertThat(two.heard(Command.REFRESH_CNCI)).hasSize(1);
  }

  @Test
  void aConcentratorHearsOfAddressesThatAreNotInForceAsItsSpecSays() throws Exception {
    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, "", ""));
    var one = new Peer("system:concentrator:n1", CNCI, Role.CNCI_AGENT);
    one.awaits(Command.REFRESH_CNCI, refresh(CNCI, cnci(1)));

    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, MAPPED, ""));
    one.awaits(Command.ASSIGN_PUBLIC_IP, command(PublicIpCommand.Sort.ASSIGN));
    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, MAPPED, CONFIRMED));
    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, "", CONFIRMED));
    one.awaits(Command.RELEASE_PUBLIC_IP, command(PublicIpCommand.Sort.RELEASE));
    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, MAPPED, ""));
    one.awaits(
        Command.ASSIGN_PUBLIC_IP,
        command(PublicIpCommand.Sort.ASSIGN),
        command(PublicIpCommand.Sort.ASSIGN));
    assertThat(one.heard(Command.REFRESH_CNCI)).hasSize(1);
  }

  @Test
  void whoDoesNotLeadTellsConcentratorsNothingUntilItLeads() throws Exception {
    leadership.held = null;
    cluster.put(ResourceType.CONCENTRATORS, concentrator("one", CNCI, 1, MAPPED, ""));
    var one = new Peer("system:concentrator:n1", CNCI, Role.CNCI_AGENT);
    var added = tenantAdded(NODE, CNCI.toString());
    node().send(Event.TENANT_ADDED, added);
    one.awaits(Event.TENANT_ADDED, added);
    assertThat(one.heard(Command.REFRESH_CNCI, Command.ASSIGN_PUBLIC_IP)).isEmpty();

    leadership.held = "scheduler/2";
    tenants.add("red");

    one.awaits(Command.REFRESH_CNCI, refresh(CNCI, cnci(1)));
    one.awaits(Command.ASSIGN_PUBLIC_IP, command(PublicIpCommand.Sort.ASSIGN));
  }

  private static RefreshCnci.Cnci cnci(int number) {
    return new RefreshCnci.Cnci(
        "198.18.0.10" + number, "172.16.%d.0/24".formatted(number), "", 0xfa615f8f);
  }

  private static Bytes refresh(UUID to, RefreshCnci.Cnci... cncis) {
    return new RefreshCnci(to.toString(), List.of(cncis)).toBytes();
  }

  private static Bytes command(PublicIpCommand.Sort sort) {
    var address =
        new PublicIp(
            CNCI.toString(), "red", "web", "203.0.113.7", "172.16.1.2", "02:01:c6:12:00:65");
    return new PublicIpCommand(sort, address).toBytes();
  }

  private static String concentrator(
      String name, UUID uid, int number, String mapped, String confirmed) {
    return concentrator(name, uid, number, mapped, confirmed, "red");
  }

  private static String concentrator(
      String name, UUID uid, int number, String mapped, String confirmed, String tenant) {
    return """
    apiVersion: ciao.io/v1
    kind: Concentrator
    metadata: {name: %s, namespace: %s, uid: %s}
    spec:
      tenantNetwork: default
      subnet: 172.16.%d.0/24
      vni: %d
      mtu: 1400
      topology: mesh
      outsideAddress: 198.18.0.10%d/24
      outsideGateway: 198.18.0.254
      gateway: {ip: 172.16.%d.1, mac: "02:00:5e:00:00:01"}
      dns: {domain: red.ciao}
      members: [{uid: web, epoch: 3, name: web, mac: "02:00:ac:10:01:02", ip: 172.16.1.2}]
      externalIPs: [%s]
    status:
      externalIPs: [%s]
    """
        .formatted(name, tenant, uid, number, 4096 + number, number, number, mapped, confirmed);
  }

  private static Bytes tenantAdded(UUID agent, String concentrator) {
    return new TenantEvent(
            TenantEvent.Sort.ADDED,
            new TenantEvent.Agent(agent.toString(), "198.18.0.31"),
            new TenantEvent.Tenant("t", "172.16.0.0/24", 4268),
            concentrator,
            "198.18.0.100")
        .toBytes();
  }

  private static ClusterConfiguration configuration(Bytes payload) {
    return ((Parsed<ClusterConfiguration>) ClusterConfiguration.parse(payload)).value();
  }

  private void configure(String user) {
    cluster.put(
        ResourceType.CLUSTER_CONFIGS,
        """
        apiVersion: ciao.io/v1
        kind: ClusterConfig
        metadata: {name: default}
        spec: {launcher: {childUser: %s}}
        """
            .formatted(user));
    configurations.add(SsntpFront.CONFIGURATION);
  }

  @Test
  void everySessionIsToldTheConfigurationAndEachChangeOfIt() throws Exception {
    var node = node();
    assertThat(configuration(node.servers.getFirst().configuration()).launcher().childUser())
        .isEmpty();

    configure("first");
    cluster.caches();
    configurations.add(SsntpFront.CONFIGURATION);
    Eventually.within(SOON).until("CONFIGURE", () -> node.heard(Command.CONFIGURE).size() == 1);
    configurations.add(SsntpFront.CONFIGURATION);
    var late = controller();
    assertThat(configuration(late.servers.getFirst().configuration()).launcher().childUser())
        .isEqualTo("first");

    configure("second");
    cluster.caches();
    configurations.add(SsntpFront.CONFIGURATION);
    Eventually.within(SOON).until("CONFIGURE", () -> late.heard(Command.CONFIGURE).size() == 1);
    Eventually.within(SOON).until("CONFIGURE", () -> node.heard(Command.CONFIGURE).size() == 2);
    assertThat(node.heard(Command.CONFIGURE))
        .extracting(frame -> configuration(frame.payload()).launcher().childUser())
        .containsExactly("first", "second");
    assertThat(configuration(late.client.configuration()).launcher().childUser())
        .isEqualTo("second");
    assertThat(patches.getFirst().at("/status/conditions/0/reason").asText())
        .isEqualTo("NodesTold");
  }

  @Test
  void whatHasChangedSinceConnectedWasWrittenFollowsIt() throws Exception {
    var older = front.equip(config).withConfiguration(() -> Bytes.EMPTY);
    server.close();
    server = keep(SsntpServer.start(older, front, REAL));

    var node = node();

    assertThat(node.servers.getFirst().configuration()).isEqualTo(Bytes.EMPTY);
    node.awaits(Command.CONFIGURE, AgentConfiguration.of(ClusterConfigSpec.EMPTY).toBytes());
  }

  @Test
  void aControllersConfigurationIsRefusedAndAnAgentsIgnored() throws Exception {
    var controller = controller();
    var node = node();
    var configuration = AgentConfiguration.of(ClusterConfigSpec.EMPTY);
    controller.send(Command.CONFIGURE, Bytes.utf8("configure: 7"));
    controller.send(Command.CONFIGURE, configuration.toBytes());
    controller.awaits(ErrorCode.INVALID_CONFIGURATION, Bytes.EMPTY, Bytes.EMPTY);

    node.send(Command.CONFIGURE, Bytes.utf8("configure: 7"));
    node.send(Command.STATS, Bytes.utf8("{}"));
    controller.awaits(Command.STATS, Bytes.utf8("{}"));
    assertThat(node.heard(ErrorCode.INVALID_CONFIGURATION, Command.CONFIGURE)).isEmpty();
  }

  @Test
  void onlyAControllerMayFollowTheFrames() throws Exception {
    var controller = controller();
    var node = node();
    var wish = new TraceReport(List.of(), TraceExtension.follow(0)).toBytes();
    node.send(Event.TRACE_REPORT, wish);
    controller.awaits(Event.TRACE_REPORT, wish);
    controller.send(Event.TRACE_REPORT, wish);
    Eventually.within(SOON)
        .until(
            "a line",
            () -> {
              node.send(Command.STATS, Bytes.utf8("{}"));
              return controller.heard(Event.TRACE_REPORT).size() > 1;
            });

    assertThat(TraceReport.parse(controller.heard(Event.TRACE_REPORT).get(1).payload()))
        .isInstanceOfSatisfying(
            Parsed.class,
            parsed ->
                assertThat(((TraceReport) parsed.value()).frames().getFirst().operand())
                    .isEqualTo("STATISTICS"));
    assertThat(node.heard(Event.TRACE_REPORT)).isEmpty();
  }
}
