package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.JoinToken;
import io.ciao.api.node.Node;
import io.ciao.e2e.actor.Machine;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.ssntp.cert.CertificateAndKey;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Machines that become nodes by tokens and leave again, with what docs/certificates.md says: a
/// control plane alone at first.
@Tag("api")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JoinIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LAUNCHER = "launcher-agent";
  private static final String CNCI = "cnci-agent";

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Machine compute;
  private static Machine network;
  private static String used;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startControlPlane() throws Exception {
    cluster = Cluster.start("j", "--nodes", "0", "--no-network-node");
    running = cluster;
    user = User.of(cluster).equipped();
    compute = Machine.plugged(cluster, "cn7", 37, false);
    network = Machine.plugged(cluster, "nn7", 27, true);
  }

  @AfterAll
  static void endCluster() throws Exception {
    for (var machine : new Machine[] {compute, network}) {
      if (machine != null) {
        machine.stop(LAUNCHER);
        machine.stop(CNCI);
      }
    }
    if (running != null) {
      running.close();
    }
  }

  private static Optional<Node> node(String name) {
    return cluster
        .api()
        .find(ResourceType.NODES, new ObjectKey(null, name))
        .map(tree -> Json.toRecord(tree, Node.class));
  }

  private static void awaitNode(String name) throws Exception {
    Eventually.within(LIMIT)
        .until(
            "node " + name + " is ready",
            () ->
                node(name)
                    .filter(n -> Conditions.holds(n.status().conditions(), CommonReasons.READY))
                    .isPresent());
  }

  private static void startLauncher(Machine machine) throws IOException {
    var docker = cluster.shell().environment().getOrDefault("DOCKER_HOST", "");
    machine.start(
        LAUNCHER,
        "--cluster=" + cluster.name(),
        "--drivers=docker",
        "--docker-host=" + (docker.isEmpty() ? "unix:///var/run/docker.sock" : docker),
        "--vcpus=1",
        "--memory=512Mi",
        "--disk=1Gi");
  }

  @Test
  @Order(1)
  void aMachineBecomesANodeByATokenAndSaysThatItNeedsANetworkNode() throws Exception {
    used = compute.token("compute");
    var joined = compute.join(used).succeeded();
    assertThat(joined.out())
        .contains(
            "this machine is node cn7", "ciao-launcher-agent --config " + compute.directory());
    startLauncher(compute);
    awaitNode("cn7");

    user.apply(Manifests.on("cn7", Manifests.container("web"))).succeeded();
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(user.get("web").status().conditions())
                    .anySatisfy(
                        condition -> {
                          assertThat(condition.reason()).isEqualTo(InstanceReasons.NO_NETWORK_NODE);
                          assertThat(condition.message()).contains("--roles network");
                        }));
    assertThat(user.why("web")).contains("no node with the role network is ready");
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(user.ctl("events").succeeded().out())
                    .contains(InstanceReasons.NO_NETWORK_NODE));
  }

  @Test
  @Order(2)
  void aMachineWithBothRolesJoinsAndCarriesTheConcentrator() throws Exception {
    network.join(network.token("compute,network")).succeeded();
    startLauncher(network);
    network.start(CNCI);
    awaitNode("nn7");

    var holder = PeerIdentity.of(network.tls().read().own().certificate());
    assertThat(holder.roles().toList())
        .containsExactlyInAnyOrder(Role.AGENT, Role.NET_AGENT, Role.CNCI_AGENT);
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Files.readString(cluster.log("scheduler")))
                    .contains(
                        "peer=%s roles=%s "
                            .formatted(holder.uuid().orElseThrow(), holder.roles())));
    assertThat(node("nn7").orElseThrow().spec().roles())
        .containsExactlyInAnyOrder("compute", "network");
    user.awaitReady("web");
    assertThat(new Operator(cluster).containers(user.uid("web"))).hasSize(1);
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(cluster.ctl("cert", "status", "--cluster").succeeded().out())
                    .containsPattern("cluster +authority +CA ")
                    .containsPattern("cluster +apiserver +API ")
                    .containsPattern("cluster +scheduler/\\S+ +Scheduler ")
                    .containsPattern("node/cn7 +system:node:cn7 +node +\\S+ +20\\S+ +23 hours")
                    .containsPattern("node/nn7 "));
  }

  /// In the normal run NodeCertificateIT says so.
  @Test
  @Order(3)
  @Tag("long")
  void aTokenThatIsUsedUpOrOverIsRefusedWithWhatToDo() throws Exception {
    var elsewhere = cluster.directory().resolve("machines/other/etc");
    var again = compute.joinInto(elsewhere, used).ended(1);
    assertThat(again.err()).contains("was used up at", "ciaoctl node token --name cn7");
    assertThat(compute.join(used).ended(1).err())
        .contains("holds the certificate of a node already");

    var line = compute.token("compute");
    var token = JoinToken.parse(line.replaceAll(".*--token (\\S+).*", "$1")).orElseThrow();
    var key = "/ciao-sys/join-token/" + token.id();
    var operator = new Operator(cluster);
    var kept = operator.etcdctl("get", "--print-value-only", key).succeeded().out().strip();
    var past = "\"expires\":\"" + Instant.now().minusSeconds(5) + "\"";
    operator.etcdctl("put", key, kept.replaceAll("\"expires\":\"[^\"]*\"", past)).succeeded();
    assertThat(compute.joinInto(elsewhere, line).ended(1).err())
        .contains("it expired at", "ciaoctl node token --name cn7");
  }

  @Test
  @Order(4)
  void theCertificateOfANetworkNodeIsRenewedByItsAgents() throws Exception {
    network.stop(CNCI);
    var present = network.tls().read();
    var old = nearItsEnd(present.own());
    network.tls().replaceOwn(old);

    network.start(CNCI);

    Eventually.within(LIMIT)
        .until(
            "another certificate is there",
            () -> !network.tls().read().own().certificate().equals(old.certificate()));
    var renewed = network.tls().read().own().certificate();
    assertThat(PeerIdentity.of(renewed)).isEqualTo(PeerIdentity.of(old.certificate()));
    assertThat(renewed.getNotAfter().toInstant()).isAfter(Instant.now().plus(Duration.ofHours(9)));
    // Its next connection shows it, and what was connected stayed so.
    try (var api = network.api()) {
      assertThat(api.find(ResourceType.NODES, new ObjectKey(null, "nn7"))).isPresent();
    }
    assertThat(user.ready("web")).isTrue();
  }

  /// The same, of which a minute is left.
  private static CertificateAndKey nearItsEnd(CertificateAndKey own) {
    var directory = cluster.directory().resolve("tls");
    var authority =
        CertificateAuthority.of(
            PemFiles.readCertificateAndKey(
                directory.resolve("ca.pem"), directory.resolve("dev-only-ca-key.pem")),
            new SecureRandom());
    var holder = PeerIdentity.of(own.certificate());
    var spec =
        CertificateSpec.named(
                holder.commonName(),
                own.certificate().getNotBefore().toInstant().plusMillis(1),
                Instant.now().plusSeconds(90))
            .withOrganizations("system:nodes")
            .withRoles(holder.roles())
            .withUuid(holder.uuid().orElseThrow());
    return authority.issue(spec);
  }

  @Test
  @Order(5)
  void aNodeThatLeavesIsCutOffAtOnceAndJoinsAgain() throws Exception {
    assertThat(cluster.ctl("node", "leave", "cn7").ended(1).err())
        .contains("1 instance is bound to node cn7: default/web");
    user.delete("web").succeeded();
    try (var api = compute.api()) {
      var watch = "?watch=true&fieldSelector=metadata.name=cn7&timeoutSeconds=300";
      var held = api.stream(ResourceType.NODES.path((String) null) + watch);
      var end = CompletableFuture.runAsync(() -> readToEnd(held));

      cluster.ctl("node", "leave", "cn7").succeeded();

      // It would be held for 300 s.
      end.exceptionally(_ -> null).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertRefused(api);
    }
    assertThat(node("cn7")).isEmpty();
    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Files.readString(compute.log(LAUNCHER)))
                    .contains("certificates of node cn7 were revoked"));
    assertThat(node("cn7")).isEmpty();
    assertThat(cluster.ctl("get", "certificaterevocations").succeeded().out())
        .containsPattern("cn7-\\S+ +cn7 .* the node was taken out");

    compute.stop(LAUNCHER);
    compute.join(compute.token("compute")).succeeded();
    startLauncher(compute);
    awaitNode("cn7");
    try (var api = compute.api()) {
      assertThat(api.find(ResourceType.NODES, new ObjectKey(null, "cn7"))).isPresent();
    }
  }

  private static void readToEnd(InputStream held) {
    try (held) {
      held.readAllBytes();
    } catch (IOException cut) {
      // That is its end.
    }
  }

  private static void assertRefused(ApiClient api) {
    assertThatThrownBy(() -> api.find(ResourceType.NODES, new ObjectKey(null, "cn7")))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(401));
  }
}
