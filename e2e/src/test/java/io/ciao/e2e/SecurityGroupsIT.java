package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.security.GroupMember;
import io.ciao.api.security.SecurityGroup;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.actor.Talk;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Steadily;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What instances accept and may open, with connections that live: a server, one beside it on its
/// node, one on another node, and a virtual machine.
@Tag("networks")
class SecurityGroupsIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));

  /// From the write of a rule to its effect.
  private static final long BUDGET_MILLIS = 1_000;

  /// Twice the longest time between two answers: what ends at once was answered before.
  private static final long PACE_MILLIS = 200;

  private static final String TENANT = "default";

  /// An address of nobody in the network, which the concentrator's namespace is given.
  private static final String STRANGER = "203.0.113.9";

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;
  private static Saboteur saboteur;
  private static Talk server;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void start() throws Exception {
    cluster = Cluster.start("g", "--nodes", "2");
    running = cluster;
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
    saboteur = new Saboteur(cluster);
    user.ctl("create", "securitygroup", "web").succeeded();
    user.ctl("create", "securitygroup", "friends").succeeded();
    user.apply(Manifests.on("cn2", Manifests.vm("vm"))).succeeded();
    user.apply(Manifests.on("cn1", Manifests.container("server"))).succeeded();
    user.apply(Manifests.on("cn1", Manifests.container("near"))).succeeded();
    user.apply(Manifests.on("cn2", Manifests.container("far"))).succeeded();
    user.awaitReady("server", "near", "far", "vm");
    server = Talk.serve(operator, user.uid("server"), 22, 5000, 5001, 5002);
  }

  @AfterAll
  static void end() throws Exception {
    if (server != null) {
      server.close();
    }
    if (running != null) {
      running.close();
    }
  }

  @BeforeEach
  void nobodyHasAGroup() throws Exception {
    for (var name : List.of("server", "near", "far", "vm")) {
      groups(name);
    }
    rules("web", "ingress: []");
    SOON.untilAsserted(
        () -> {
          assertThat(members("web")).isEmpty();
          assertThat(members("friends")).isEmpty();
        });
    for (var from : List.of("near", "far")) {
      SOON.until(from + " reaches it", () -> connects(from, 5000));
    }
  }

  @Test
  void withoutAGroupOnesOwnNetworkMayConnectAndOthersOnlyToSsh() throws Exception {
    for (var from : List.of("near", "far")) {
      assertThat(connects(from, 5000)).as(from).isTrue();
      assertThat(pings(from)).as(from).isTrue();
    }
    var outside = operator.tenantNamespace("nn1");
    operator.inNamespace(outside, "ip", "addr", "add", STRANGER + "/32", "dev", "lo").succeeded();
    try {
      SOON.until("ssh is open", () -> connectsAsStranger(outside, 22));
      assertThat(connectsAsStranger(outside, 5000)).isFalse();
      assertThat(
              operator
                  .inNamespace(
                      outside, "ping", "-c", "2", "-W", "1", "-I", STRANGER, address("server"))
                  .status())
          .isNotZero();
    } finally {
      operator.inNamespace(outside, "ip", "addr", "del", STRANGER + "/32", "dev", "lo");
    }
    SOON.untilAsserted(() -> assertThat(user.ssh("vm", "true").status()).isZero());
  }

  @Test
  void aRuleActsAtOnceAndTakenAwayEndsWhatItAllowed() throws Exception {
    groups("server", "web");
    var figures = new LinkedHashMap<String, String>();
    var rules = new LinkedHashMap<String, String>();
    rules.put("tcp", "{protocol: tcp, ports: ['5000-5001']}");
    rules.put("udp", "{protocol: udp, ports: ['5002']}");
    rules.put("icmp", "{protocol: icmp}");
    for (var from : List.of("near", "far")) {
      for (var rule : rules.entrySet()) {
        try (var talk = talk(rule.getKey(), from)) {
          talk.lastAfter(System.currentTimeMillis());
          var said = rules("web", "ingress: [" + rule.getValue() + "]");
          var begun = talk.firstAfter(said).millis() - said;
          assertThat(begun)
              .as("%s from %s begins", rule.getKey(), from)
              .isBetween(0L, BUDGET_MILLIS);

          var so = talk.answers().size() + 10;
          SOON.until("it lives", () -> talk.answers().size() > so);
          var connection = talk.answers().getLast().connection();
          said = rules("web", "ingress: []");
          var last = talk.lastAfter(said);
          assertThat(last)
              .as("%s from %s ends", rule.getKey(), from)
              .isBetween(-PACE_MILLIS, BUDGET_MILLIS);
          assertThat(talk.answers().getLast().connection()).isEqualTo(connection);
          figures.put(
              rule.getKey() + " from " + from,
              "allowed after %d ms, ended after %d ms".formatted(begun, last));
        }
      }
    }
    System.out.println("security group rules: " + figures);
  }

  @Test
  void whatARuleDoesNotNameDoesNotPass() throws Exception {
    groups("server", "web");
    rules(
        "web",
        "ingress: [{protocol: tcp, ports: ['5000-5001'], peers: [{cidr: "
            + address("far")
            + "/32}]}]");

    SOON.until("what is allowed", () -> connects("far", 5000) && connects("far", 5001));
    assertThat(connects("far", 5002)).as("another port").isFalse();
    assertThat(connects("near", 5000)).as("another address").isFalse();
    assertThat(pings("far")).as("another protocol").isFalse();
    assertThat(connects(user.uid("server"), address("near"), 80)).as("what it opens").isTrue();
  }

  @Test
  void whatItMayOpenIsSaidToo() throws Exception {
    groups("far", "web");
    rules("web", "egress: [{protocol: tcp, ports: ['5001']}]");
    try {
      SOON.until("the other port is closed", () -> !connects("far", 5000));
      assertThat(connects("far", 5001)).isTrue();
      assertThat(pings("far")).isFalse();
    } finally {
      rules("web", "egress: [{protocol: any}]");
    }
  }

  @Test
  void membersOfAGroupComeAndGo() throws Exception {
    groups("server", "web");
    rules("web", "ingress: [{protocol: tcp, peers: [{securityGroup: friends}]}]");
    try (var talk = talk("tcp", "far")) {
      talk.lastAfter(System.currentTimeMillis());
      var said = groups("far", "friends");
      var in = talk.firstAfter(said).millis() - said;
      assertThat(members("friends"))
          .extracting(GroupMember::address)
          .containsExactly(address("far"));
      assertThat(connects("near", 5000)).isFalse();

      said = groups("far");
      var last = talk.lastAfter(said);
      assertThat(last).isLessThan(BUDGET_MILLIS * 2);
      System.out.printf("security group members: in after %d ms, out after %d ms%n", in, last);
    }
  }

  @Test
  void anAgentThatIsStartedAnewKeepsThem() throws Exception {
    groups("server", "web");
    rules("web", "ingress: [{protocol: tcp, peers: [{cidr: " + address("far") + "/32}]}]");
    SOON.until("what is allowed", () -> connects("far", 5000) && !connects("near", 5000));
    try (var talk = talk("tcp", "far")) {
      var connection = talk.firstAfter(System.currentTimeMillis()).connection();

      saboteur.kill("cn1");
      assertThat(connects("near", 5000)).as("while it is away").isFalse();
      operator.start("cn1");
      Steadily.during(Duration.ofSeconds(8))
          .holds("the rules are as they were", () -> !connects("near", 5000));

      assertThat(talk.lives()).isTrue();
      assertThat(talk.answers().getLast().connection()).isEqualTo(connection);
      var said = rules("web", "ingress: []");
      talk.lastAfter(said);
    }
  }

  @Test
  void aGroupThatIsNotThereClosesAndSaysSo() throws Exception {
    var warned = user.ctl("patch", "instance", "server", "-p", groupsPatch("later").toString());
    assertThat(warned.succeeded().err())
        .contains("there is no securitygroup \"later\" yet; until then nothing passes");
    SOON.untilAsserted(
        () -> {
          var attached =
              Conditions.find(
                  user.get("server").status().conditions(), InstanceReasons.NETWORK_ATTACHED);
          assertThat(attached.orElseThrow().reason()).isEqualTo("WaitingForSecurityGroup");
        });
    assertThat(connects("near", 5000)).isFalse();
    assertThat(user.why("server")).contains("later");

    user.ctl("create", "securitygroup", "later", "--allow", "tcp:5000").succeeded();
    SOON.until("it is open", () -> connects("near", 5000));
    SOON.untilAsserted(() -> assertThat(user.ready("server")).isTrue());
    var refused = user.ctl("delete", "securitygroup", "later");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.err()).contains("it is in use by instance/server");

    groups("server");
    user.ctl("delete", "securitygroup", "later").succeeded();
  }

  @Test
  void aVirtualMachineTakesTheirRulesToo() throws Exception {
    SOON.until("ssh", () -> user.ssh("vm", "true").status() == 0);

    groups("vm", "web");
    SOON.until("no ssh", () -> user.ssh("vm", "true").status() != 0);

    rules("web", "ingress: [{protocol: tcp, ports: ['22']}]");
    SOON.until("ssh again", () -> user.ssh("vm", "true").status() == 0);
    assertThat(user.ctl("get", "securitygroups").succeeded().out())
        .containsPattern("NAME +READY +INGRESS +EGRESS +MEMBERS")
        .containsPattern("web +True +1 +1 +1 ");
  }

  private static Talk talk(String protocol, String from) throws Exception {
    var uid = user.uid(from);
    var to = address("server");
    return switch (protocol) {
      case "icmp" -> Talk.ping(operator, uid, to);
      case "udp" -> Talk.over("udp", operator, uid, to, 5002);
      default -> Talk.over("tcp", operator, uid, to, 5000);
    };
  }

  /// Says the rules of a group.
  ///
  /// @return when, in milliseconds since the epoch
  private static long rules(String group, String said) {
    var patch = ObjectReader.readOne(("spec: {" + said + "}").getBytes(StandardCharsets.UTF_8));
    var now = System.currentTimeMillis();
    cluster.api().mergePatch(ResourceType.SECURITY_GROUPS, new ObjectKey(TENANT, group), patch);
    return now;
  }

  /// Says which groups an instance has.
  ///
  /// @return when, in milliseconds since the epoch
  private static long groups(String instance, String... groups) {
    var now = System.currentTimeMillis();
    cluster
        .api()
        .mergePatch(ResourceType.INSTANCES, new ObjectKey(TENANT, instance), groupsPatch(groups));
    return now;
  }

  private static ObjectNode groupsPatch(String... groups) {
    return Json.toTree(Map.of("spec", Map.of("securityGroups", List.of(groups))));
  }

  private static List<GroupMember> members(String group) {
    var tree =
        cluster
            .api()
            .find(ResourceType.SECURITY_GROUPS, new ObjectKey(TENANT, group))
            .orElseThrow();
    return Json.toRecord(tree, SecurityGroup.class).status().members();
  }

  private static String address(String instance) {
    return user.get(instance).status().network().address();
  }

  private static boolean connects(String from, int port) throws InterruptedException {
    return connects(user.uid(from), address("server"), port);
  }

  private static boolean connects(String uid, String to, int port) throws InterruptedException {
    var script = "exec 3<>/dev/tcp/" + to + "/" + port;
    return operator.inContainer(uid, "timeout", "1", "bash", "-c", script).status() == 0;
  }

  private static boolean pings(String from) throws InterruptedException {
    return operator
            .inContainer(user.uid(from), "ping", "-c", "1", "-W", "1", address("server"))
            .status()
        == 0;
  }

  private static boolean connectsAsStranger(String namespace, int port)
      throws InterruptedException {
    var url = "http://" + address("server") + ":" + port;
    return operator
        .inNamespace(namespace, "curl", "-sv", "-m", "1", "--interface", STRANGER, url)
        .err()
        .contains("Connected to");
  }
}
