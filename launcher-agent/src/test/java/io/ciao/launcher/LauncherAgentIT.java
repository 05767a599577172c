package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.Node;
import io.ciao.api.node.NodeStatus;
import io.ciao.launcher.testing.AgentProcess;
import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.DockerEngine;
import io.ciao.launcher.testing.FakeApi;
import io.ciao.launcher.testing.FakeScheduler;
import io.ciao.launcher.testing.Needs;
import io.ciao.launcher.testing.NodeNamespace;
import io.ciao.launcher.testing.Objects;
import io.ciao.launcher.testing.TinyImage;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ProcessFacts;
import io.ciao.linux.process.ProcessTable;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.TenantEvent;
import io.ciao.ssntp.payload.TenantEvent.Sort;
import io.ciao.testkit.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The agent as a process of its own in a namespace of its own, with real QEMU, Docker and links,
/// by the watch alone: its scheduler hears it and sends nothing.
@Tag("instances")
class LauncherAgentIT {
  private static final String NODE = "cn-it";
  private static final long VNI = 4242;
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final Eventually BOOT = Eventually.within(Duration.ofSeconds(120));

  private static DockerEngine engine;
  private static Path image;
  private static String sha256;

  private final String vm = UUID.randomUUID().toString();
  private final String container = UUID.randomUUID().toString();
  private Path directory;
  private NodeNamespace node;
  private TlsIdentity apiserver;
  private String nodeUid;
  private FakeApi api;
  private FakeScheduler scheduler;
  private AgentProcess agent;

  @BeforeAll
  static void prepare() throws Exception {
    Needs.root();
    Needs.program("qemu-system-x86_64");
    Needs.program("nft");
    engine = DockerEngine.require();
    image = TinyImage.require().toRealPath();
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(image));
    sha256 = HexFormat.of().formatHex(digest);
  }

  @AfterAll
  static void stopEngine() throws Exception {
    if (engine != null) {
      engine.stop();
    }
  }

  @BeforeEach
  void startAgent() throws Exception {
    directory = Files.createTempDirectory("ciao-la");
    node = new NodeNamespace(vm.substring(0, 4));
    var certificates = new Certificates();
    nodeUid = certificates.node(NODE, directory.resolve("tls"), node.inside()).toString();
    apiserver = certificates.apiserver(node.outside());
    api = new FakeApi(apiserver, node.outside());
    api.certificate(NODE, nodeUid);
    scheduler = new FakeScheduler(certificates.scheduler(node.outside()), node.outside(), null);
    putReferences();
    agent = newAgent();
  }

  @AfterEach
  void removeEverything() throws Exception {
    if (api == null) {
      return;
    }
    for (var name : List.of("web", "cache")) {
      if (api.get("instances", "t1", name).isPresent()) {
        api.put("instances", "t1", name, Objects.deleting());
      }
    }
    Eventually.within(Duration.ofSeconds(60))
        .until(
            "all deleted",
            () ->
                api.get("instances", "t1", "web").isEmpty()
                    && api.get("instances", "t1", "cache").isEmpty());
    agent.stop();
    scheduler.close();
    api.close();
    node.close();
    Needs.remove(directory);
  }

  @Test
  void vmAndContainerRunOnOneSubnetAndNothingIsLeftOfThem() throws Exception {
    api.put("instances", "t1", "cache", cacheContainer());
    api.put("instances", "t1", "web", webVm());
    awaitRunning("cache");
    awaitRunning("web");

    assertThat(links()).contains("p-", "vx", "br0");
    assertThat(inContainer("ip", "-4", "-o", "addr", "show", "dev", "eth0"))
        .contains("172.16.0.3/24");
    BOOT.untilAsserted(() -> assertThat(log(vm)).contains("hostname=web ssh-keys=1"));
    assertThat(log(container)).contains("ciao-tiny: hostname=cache");
    SOON.untilAsserted(
        () ->
            assertThat(images())
                .as("what later starts need not wait for")
                .contains(DockerEngine.IMAGE, "qcow2@sha256:" + sha256));

    api.put("instances", "t1", "web", Objects.deleting());
    api.put("instances", "t1", "cache", Objects.deleting());
    SOON.until(
        "both are gone",
        () ->
            api.get("instances", "t1", "web").isEmpty()
                && api.get("instances", "t1", "cache").isEmpty());
    assertThat(qemus()).isEmpty();
    assertThat(node.exists(subnet())).isFalse();
    assertThat(engine.docker("ps", "-aq", "--filter", "label=io.ciao.instance=" + container))
        .isEmpty();
    assertThat(directory.resolve("state/qemu/instances")).isEmptyDirectory();
    assertThat(directory.resolve("state/qemu/sock")).isEmptyDirectory();
    assertThat(directory.resolve("state/kept")).isDirectoryNotContaining("glob:**instances-*");
  }

  @Test
  void killedAgentAdoptsWhatRunsAndNothingRestarts() throws Exception {
    api.put("instances", "t1", "cache", cacheContainer());
    api.put("instances", "t1", "web", webVm());
    awaitRunning("cache");
    awaitRunning("web");
    var qemu = qemus().getFirst().process();
    var pid = engine.docker("inspect", "-f", "{{.State.Pid}}", containerName());
    var before = links();

    agent.kill();
    agent = newAgent();

    SOON.untilAsserted(
        () ->
            assertThat(get(apiserver, "/v1/instances/" + vm + "/log").statusCode()).isEqualTo(200));
    api.put("instances", "t1", "web", Objects.merged("{\"touched\":true}"));
    api.put("instances", "t1", "cache", Objects.merged("{\"touched\":true}"));
    assertThat(qemus()).extracting(ProcessFacts::process).containsExactly(qemu);
    assertThat(engine.docker("inspect", "-f", "{{.State.Pid}}", containerName())).isEqualTo(pid);
    assertThat(links()).isEqualTo(before);
    // Before it is up it hears no power button, and its whole grace would be waited for.
    BOOT.untilAsserted(() -> assertThat(log(vm)).contains("login:"));
    api.put("instances", "t1", "web", Objects.running(false));
    BOOT.untilAsserted(() -> assertThat(state("web")).isEqualTo("Stopped"));
    assertThat(links()).contains("p-");
  }

  @Test
  void restartedContainerGetsItsInterfaceBack() throws Exception {
    api.put("instances", "t1", "cache", cacheContainer());
    awaitRunning("cache");

    engine.docker("restart", "-t", "0", containerName());

    SOON.untilAsserted(
        () ->
            assertThat(inContainer("ip", "-4", "-o", "addr", "show", "dev", "eth0"))
                .contains("172.16.0.3/24"));
    awaitRunning("cache");
  }

  @Test
  void securityGroupThatIsNotThereIsSaidWhileItIsNot() throws Exception {
    api.put(
        "instances",
        "t1",
        "cache",
        Objects.and(
            cacheContainer(),
            object -> {
              object.withObject("/spec").putArray("securityGroups").add("web");
              return object;
            }));
    awaitClosed();

    putGroup();
    awaitRunning("cache");

    agent.kill();
    api.stop();
    agent = newAgent();
    api.startAgain();
    api.put("instances", "t1", "cache", Objects.merged("{\"touched\":true}"));
    awaitRunning("cache");
    api.delete("securitygroups", "t1", "web");
    awaitClosed();

    putGroup();
    awaitRunning("cache");
  }

  private void putGroup() {
    api.put(
        "securitygroups",
        "t1",
        "web",
        Objects.merged(
            """
            {"apiVersion":"ciao.io/v1","kind":"SecurityGroup","metadata":{"name":"web",
             "namespace":"t1","uid":"group-1","generation":1},
             "spec":{"ingress":[{"protocol":"tcp","ports":["22"]}]}}\
            """));
  }

  private void awaitClosed() throws Exception {
    SOON.untilAsserted(
        () -> {
          assertThat(observed("cache").path("reason").asText())
              .isEqualTo("WaitingForSecurityGroup");
          assertThat(observed("cache").path("message").asText()).contains("security group web;");
          assertThat(observed("cache").path("interfacePlugged").asBoolean()).isFalse();
        });
    assertThat(state("cache")).isEqualTo("Running");
  }

  @Test
  void linkThatSomebodyDeletesIsBackSoon() throws Exception {
    api.put("instances", "t1", "cache", cacheContainer());
    awaitRunning("cache");

    node.run("ip", "-n", subnet(), "link", "del", "vx");

    SOON.untilAsserted(() -> assertThat(links()).contains("vx"));
  }

  @Test
  void concentratorAndNodeSayWhichSubnetsAreHere() throws Exception {
    api.put(
        "concentrators",
        "t1",
        "default-4242",
        Objects.merged(
            "{\"status\":{\"active\":{\"nodeUID\":\"n\",\"vtep\":\"192.0.2.1\",\"epoch\":7}}}"));
    api.put("instances", "t1", "cache", cacheContainer());
    awaitRunning("cache");
    SOON.untilAsserted(() -> assertThat(tenants(Sort.ADDED)).hasSize(1));
    SOON.untilAsserted(() -> assertThat(status().vnis()).containsExactly(VNI));

    api.put("instances", "t1", "cache", Objects.deleting());

    SOON.untilAsserted(() -> assertThat(tenants(Sort.REMOVED)).hasSize(1));
    SOON.untilAsserted(() -> assertThat(status().vnis()).isEmpty());
    assertThat(tenants(Sort.ADDED))
        .containsExactly(
            new TenantEvent(
                Sort.ADDED,
                new TenantEvent.Agent(nodeUid, node.inside()),
                new TenantEvent.Tenant("t1", "172.16.0.0/24", 4268),
                "cnci-1",
                "192.0.2.1"));
  }

  private List<TenantEvent> tenants(Sort sort) {
    return scheduler.frames().stream()
        .filter(EventFrame.class::isInstance)
        .map(frame -> TenantEvent.parse(sort, frame.payload()))
        .filter(Parsed.class::isInstance)
        .map(parsed -> ((Parsed<TenantEvent>) parsed).value())
        .toList();
  }

  @Test
  void onlyApiserversMayReadLogs() throws Exception {
    api.put("instances", "t1", "cache", cacheContainer());
    awaitRunning("cache");

    var stranger = TlsFiles.in(directory.resolve("tls")).read();
    assertThat(get(stranger, "/v1/instances/" + container + "/log").statusCode()).isEqualTo(403);
    assertThat(get(apiserver, "/v1/instances/" + vm + "/log").statusCode()).isEqualTo(404);
    assertThat(get(apiserver, "/v1/instances/" + container + "/log?tailLines=x").statusCode())
        .isEqualTo(400);
    assertThat(get(apiserver, "/v1/instances/" + container + "/log?tailLines=1").body())
        .hasLineCount(1);
  }

  @Test
  void imageThatIsNotAllowedIsSaidAndEndsWhenItIs() throws Exception {
    api.put(
        "images",
        "t1",
        "boot",
        Objects.merged(
            """
            {"apiVersion":"ciao.io/v1","kind":"Image","metadata":{"name":"boot","namespace":"t1",
             "uid":"img-1"},"spec":{"format":"qcow2","source":{"file":{"path":"/etc/passwd",
             "sha256":"%s"}}}}\
            """
                .formatted(sha256)));
    api.put("instances", "t1", "web", webVm());

    SOON.untilAsserted(() -> assertThat(state("web")).isEqualTo("Failed"));
    assertThat(observed("web").path("reason").asText()).isEqualTo("ImageNotAllowed");
    assertThat(observed("web").path("message").asText()).contains("/etc/passwd", "--images");
    putReferences();
    awaitRunning("web");
  }

  @Test
  void secondAgentOnTheSameDirectoryRefusesToStart() throws Exception {
    api.put("instances", "t1", "cache", cacheContainer());
    awaitRunning("cache");

    var second = newAgent();

    try {
      SOON.until("it has ended", () -> !second.alive());
    } finally {
      second.stop();
    }
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output())
        .contains("cannot start: another ciao-launcher-agent runs on " + directory);
  }

  private AgentProcess newAgent() throws Exception {
    return AgentProcess.start(
        node,
        directory.resolve("agent.log"),
        List.of(
            "--dir", directory.resolve("state").toString(),
            "--tls", directory.resolve("tls").toString(),
            "--node", NODE,
            "--apiserver", api.url().toString(),
            "--scheduler", scheduler.address().toString(),
            "--address", node.inside(),
            "--images", image.getParent().toString(),
            "--docker-host", engine.url(),
            "--cluster", "it-" + vm.substring(0, 6),
            "--netns-prefix", node.name(),
            "--vcpus", "2",
            "--memory", "2Gi"));
  }

  private NodeStatus status() {
    return Json.toRecord(api.get("nodes", "", NODE).orElseThrow(), Node.class).status();
  }

  private List<String> images() {
    return status().images().stream().flatMap(one -> one.names().stream()).toList();
  }

  private void putReferences() {
    api.put(
        "concentrators",
        "t1",
        "default-4242",
        Objects.merged(
            """
            {"apiVersion":"ciao.io/v1","kind":"Concentrator","metadata":{"name":"default-4242",
             "namespace":"t1","uid":"cnci-1","generation":1},"spec":{"tenantNetwork":"default",
             "subnet":"172.16.0.0/24","vni":4242,"mtu":1450,"topology":"mesh","nodeNames":[],
             "outsideAddress":"198.18.0.100/24","outsideGateway":"198.18.0.254",
             "gateway":{"ip":"172.16.0.1","mac":"02:00:5e:00:00:01"},"dns":{"domain":"t1.ciao"},
             "members":[]}}\
            """));
    api.put(
        "images",
        "t1",
        "boot",
        Objects.merged(
            """
            {"apiVersion":"ciao.io/v1","kind":"Image","metadata":{"name":"boot","namespace":"t1",
             "uid":"img-1"},"spec":{"format":"qcow2","source":{"file":{"path":"%s",
             "sha256":"%s"}}}}\
            """
                .formatted(image, sha256)));
    api.put(
        "images",
        "t1",
        "tiny",
        Objects.merged(
            """
            {"apiVersion":"ciao.io/v1","kind":"Image","metadata":{"name":"tiny","namespace":"t1",
             "uid":"img-2"},"spec":{"format":"docker","source":{"docker":{"name":"%s"}}}}\
            """
                .formatted(DockerEngine.IMAGE)));
    api.put(
        "sshkeys",
        "t1",
        "laptop",
        Objects.merged(
            """
            {"apiVersion":"ciao.io/v1","kind":"SSHKey","metadata":{"name":"laptop",
             "namespace":"t1","uid":"key-1"},"spec":{"publicKey":
             "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH a"}}\
            """));
  }

  private UnaryOperator<ObjectNode> webVm() {
    return bound(
        "web",
        vm,
        "172.16.0.2",
        """
        {"spec":{"running":true,"runtime":"vm","image":"boot","sshKeys":["laptop"],
         "resources":{"memory":"128Mi"}}}\
        """);
  }

  private UnaryOperator<ObjectNode> cacheContainer() {
    return bound(
        "cache",
        container,
        "172.16.0.3",
        """
        {"spec":{"running":true,"runtime":"container","image":"tiny",
         "resources":{"memory":"64Mi"}}}\
        """);
  }

  private UnaryOperator<ObjectNode> bound(String name, String uid, String address, String spec) {
    var last = address.substring(address.lastIndexOf('.') + 1);
    return Objects.and(
        Objects.and(
            Objects.and(Objects.instance(name, uid, NODE, nodeUid, 7), Objects.merged(spec)),
            Objects.imageOf("t1")),
        object -> {
          var network = object.withObject("/status").putObject("network");
          network.put("subnet", "172.16.0.0/24").put("concentrator", "default-4242");
          network.put("address", address).put("mac", "02:00:ac:10:00:0" + last);
          return object;
        });
  }

  private void awaitRunning(String name) throws Exception {
    SOON.untilAsserted(
        () -> {
          assertThat(state(name)).as(() -> observed(name).toString()).isEqualTo("Running");
          assertThat(observed(name).path("interfacePlugged").asBoolean()).isTrue();
        });
  }

  private JsonNode observed(String name) {
    return api.get("instances", "t1", name).orElseThrow().path("status").path("observed");
  }

  private String state(String name) {
    return observed(name).path("state").asText();
  }

  private String subnet() {
    return node.name() + "-" + VNI;
  }

  private String links() {
    return node.run("ip", "-n", subnet(), "-br", "link").replaceAll(" .*", "");
  }

  private String containerName() {
    return "ciao-" + container + "-7";
  }

  private String inContainer(String... words) throws Exception {
    var argv = new ArrayList<>(List.of("exec", containerName()));
    argv.addAll(List.of(words));
    return engine.docker(argv.toArray(String[]::new));
  }

  private List<ProcessFacts> qemus() {
    return new ProcessTable(new CommandRunner()).find(argv -> argv.contains("ciao-" + vm + "-7"));
  }

  private String log(String uid) throws Exception {
    return get(apiserver, "/v1/instances/" + uid + "/log").body();
  }

  private HttpResponse<String> get(TlsIdentity caller, String path) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(caller.sslContext()).build()) {
      var url = URI.create("https://" + node.inside() + ":10250" + path);
      return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
