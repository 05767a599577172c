package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.NodeImage;
import io.ciao.apiserver.TestClient.Lines;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node's way in, what it may see and write, and the log that comes from it.
@Tag("api")
final class NodeIT {
  private static final String NODES = CIAO + "/nodes";
  private static final String DEFAULT = CIAO + "/namespaces/default";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    server.publicImage("seen");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static TestClient node(String name, UUID uuid, Role... roles) {
    return server.client(server.certificates().node(name, uuid, roles));
  }

  private static long join(TestClient node, String name) throws Exception {
    node.post(NODES, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    JsonNode joined = node.post(NODES + "/" + name + "/join", "{}").json();
    long incarnation = joined.path("incarnation").asLong();
    Reply reply =
        node.post(NODES + "/" + name + "/joined", "{\"incarnation\":" + incarnation + "}");
    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    return incarnation;
  }

  private static JsonNode bind(String name, String node, String address) throws Exception {
    JsonNode instance =
        admin
            .post(
                DEFAULT + "/instances",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"image\":\"seen\"}}")
            .json();
    String item =
        "{\"namespace\":\"default\",\"name\":\""
            + name
            + "\",\"uid\":\""
            + instance.at("/metadata/uid").asText()
            + "\",\"generation\":1,\"nodeName\":\""
            + node
            + "\",\"nodeUID\":\"u\",\"network\":{\"subnet\":\"172.16.0.0/24\",\"concentrator\":"
            + "\"c\",\"mac\":\"02:00:ac:10:00:02\",\"address\":\""
            + address
            + "\"}}";
    Reply reply = server.scheduler().post(CIAO + "/instances:bind", "{\"items\":[" + item + "]}");
    assertThat(reply.json().at("/items/0/code").asInt()).as(reply.text()).isEqualTo(200);
    return instance;
  }

  @Test
  void takesNameUidAndRolesFromTheCertificate() throws Exception {
    UUID uuid = UUID.randomUUID();
    TestClient node = node("self", uuid, Role.AGENT, Role.NET_AGENT);

    Reply other = node.post(NODES, "{\"metadata\":{\"name\":\"another\"}}");
    assertThat(other.code()).isEqualTo(422);
    Reply created =
        node.post(
            NODES,
            "{\"metadata\":{\"name\":\"self\",\"labels\":{\"zone\":\"a\"}},\"spec\":{\"roles\":"
                + "[\"network\"],\"unschedulable\":true}}");

    assertThat(created.code()).as(created.text()).isEqualTo(201);
    JsonNode now = created.json();
    assertThat(now.at("/metadata/uid").asText()).isEqualTo(uuid.toString());
    assertThat(now.at("/spec/roles").toString()).isEqualTo("[\"compute\",\"network\"]");
    assertThat(now.at("/spec/unschedulable").asBoolean()).isFalse();
    assertThat(now.at("/metadata/labels").isMissingNode()).isTrue();
    Reply label = node.patch(NODES + "/self", "{\"metadata\":{\"labels\":{\"zone\":\"a\"}}}");
    assertThat(label.code()).isEqualTo(403);
    assertThat(label.message()).contains("an admin's");
  }

  @Test
  void joinsAndBecomesAMember() throws Exception {
    TestClient node = node("joiner", UUID.randomUUID(), Role.AGENT);
    assertThat(node.post(NODES + "/joiner/join", "{}").code()).isEqualTo(404);
    node.post(NODES, "{}");

    Reply first = node.post(NODES + "/joiner/join", "{}");
    long incarnation = first.json().path("incarnation").asLong();
    assertThat(first.json().path("resourceVersion").asText()).isNotEmpty();
    assertThat(member("joiner")).isEqualTo("Rejoining " + incarnation);
    Reply wrong = node.post(NODES + "/joiner/joined", "{\"incarnation\":1}");
    assertThat(wrong.code()).isEqualTo(409);

    String joined = "{\"incarnation\":" + incarnation + ",\"removed\":[]}";
    assertThat(node.post(NODES + "/joiner/joined", joined).code()).isEqualTo(200);
    assertThat(node.post(NODES + "/joiner/joined", joined).code()).isEqualTo(200);
    assertThat(member("joiner")).isEqualTo("Member " + incarnation);

    Reply same = node.post(NODES + "/joiner/join", "{\"incarnation\":" + incarnation + "}");
    assertThat(same.json().path("incarnation").asLong()).isEqualTo(incarnation);
    assertThat(member("joiner")).isEqualTo("Member " + incarnation);
    Reply refused = node.post(NODES + "/joiner/join", "{\"force\":false}");
    assertThat(refused.reason()).isEqualTo("LiveIncarnation");
    long next = node.post(NODES + "/joiner/join", "{}").json().path("incarnation").asLong();
    assertThat(next).isGreaterThan(incarnation);
    assertThat(member("joiner")).isEqualTo("Rejoining " + next);
  }

  private static String member(String node) throws Exception {
    JsonNode member = admin.get(NODES + "/" + node).json().at("/status/member");
    return member.path("state").asText() + " " + member.path("incarnation").asText();
  }

  @Test
  void writesItsStatusButNotItsMembership() throws Exception {
    TestClient node = node("status", UUID.randomUUID(), Role.AGENT);
    long incarnation = join(node, "status");

    Reply reply =
        node.patch(
            NODES + "/status/status",
            "{\"status\":{\"address\":\"127.0.0.1\",\"member\":{\"state\":\"Lost\"}}}");

    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().at("/status/address").asText()).isEqualTo("127.0.0.1");
    assertThat(member("status")).isEqualTo("Member " + incarnation);
    TestClient other = node("other", UUID.randomUUID(), Role.AGENT);
    assertThat(other.patch(NODES + "/status/status", "{\"status\":{}}").code()).isEqualTo(403);
  }

  @Test
  void saysWhichImagesItHasAndOwnsThatAsOneField() throws Exception {
    TestClient node = node("holder", UUID.randomUUID(), Role.AGENT);
    join(node, "holder");
    ObjectNode patch = Json.object();
    ArrayNode images = patch.putObject("status").putArray("images");
    for (int i = 0; i < NodeImage.IMAGES_MAX; i++) {
      images.add(Json.toTree(new NodeImage(List.of("i:" + i, "i@sha256:" + i), (long) i)));
    }

    Reply reply = node.patch(NODES + "/holder/status", Json.writeText(patch));

    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().at("/status/images").toString()).isEqualTo(images.toString());
    assertThat(admin.get(NODES + "/holder").json().at("/status/images").toString())
        .isEqualTo(images.toString());
    assertThat(reply.json().at("/metadata/managedFields").toString())
        .contains("\"f:images\":{}")
        .contains("\"manager\":\"ciao-agent\"");
    images.add(Json.toTree(new NodeImage(List.of("one:more"), 0L)));
    assertThat(node.patch(NODES + "/holder/status", Json.writeText(patch)).code()).isEqualTo(422);
    assertThat(admin.get(NODES + "/holder").json().at("/status/images"))
        .hasSize(NodeImage.IMAGES_MAX);
  }

  @Test
  void seesWhatIsBoundToItAndWhatThatNeeds() throws Exception {
    TestClient node = node("viewer", UUID.randomUUID(), Role.AGENT);
    join(node, "viewer");
    assertThat(node.get(DEFAULT + "/images/seen").code()).isEqualTo(403);

    bind("viewed", "viewer", "172.16.0.2");
    String own = CIAO + "/instances?fieldSelector=status.binding.nodeName%3Dviewer";
    assertThat(node.get(DEFAULT + "/images/seen").code()).isEqualTo(200);

    assertThat(node.get(own).json().path("items").size()).isEqualTo(1);
    assertThat(node.get(CIAO + "/instances").code()).isEqualTo(403);
    assertThat(node.get(DEFAULT + "/instances/viewed").code()).isEqualTo(200);
    assertThat(node.get(DEFAULT + "/tenantnetworks/default").code()).isEqualTo(200);
    Reply spec = node.patch(DEFAULT + "/instances/viewed", "{\"spec\":{\"running\":false}}");
    assertThat(spec.code()).isEqualTo(403);
    assertThat(spec.message()).contains("only the finalizer ciao.io/node");
    Reply early = node.patch(DEFAULT + "/instances/viewed", "{\"metadata\":{\"finalizers\":[]}}");
    assertThat(early.code()).isEqualTo(403);
    Reply event =
        node.post(
            "/api/v1/namespaces/default/events",
            "{\"metadata\":{\"generateName\":\"e-\"},\"involvedObject\":{\"kind\":\"Instance\","
                + "\"namespace\":\"default\",\"name\":\"viewed\"},\"reason\":\"Noticed\"}");
    assertThat(event.code()).as(event.text()).isEqualTo(201);
    Reply found =
        admin.get(
            "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dviewed,"
                + "involvedObject.kind%3DInstance,reason%3DNoticed");
    assertThat(found.json().path("items").size()).isEqualTo(1);
  }

  @Test
  void isToldByItsWatchWhenAnInstanceIsTakenFromIt() throws Exception {
    TestClient node = node("loser", UUID.randomUUID(), Role.AGENT);
    long incarnation = join(node, "loser");
    String path = CIAO + "/instances?watch=true&fieldSelector=status.binding.nodeName%3Dloser";
    try (Lines watch = node.stream(path)) {
      String uid = bind("taken", "loser", "172.16.0.3").at("/metadata/uid").asText();
      assertThat(watch.event().path("type").asText()).isEqualTo("ADDED");
      String epoch =
          admin.get(DEFAULT + "/instances/taken").json().at("/status/binding/epoch").asText();
      String item =
          "{\"namespace\":\"default\",\"name\":\"taken\",\"uid\":\""
              + uid
              + "\",\"epoch\":"
              + epoch;
      TestClient scheduler = server.scheduler();
      scheduler.post(CIAO + "/instances:unbind", "{\"items\":[" + item + "}]}");
      assertThat(watch.event().path("type").asText()).isEqualTo("MODIFIED");
      String report =
          item.replace(",\"epoch\":" + epoch, "")
              + ",\"report\":{\"epoch\":"
              + epoch
              + ",\"incarnation\":"
              + incarnation
              + ",\"seq\":1,\"facts\":{\"state\":\"Released\"}}}";
      node.post(CIAO + "/instances:status", "{\"items\":[" + report + "]}");
      assertThat(watch.event().path("type").asText()).isEqualTo("MODIFIED");
      scheduler.post(CIAO + "/instances:unbind", "{\"items\":[" + item + "}]}");
      assertThat(watch.event().path("type").asText()).isEqualTo("DELETED");
    }
  }

  @Test
  void losesTheWatchOfAReferenceWithTheInstanceThatNeededIt() throws Exception {
    TestClient node = node("ended", UUID.randomUUID(), Role.AGENT);
    join(node, "ended");
    bind("needs", "ended", "172.16.0.6");
    String path = DEFAULT + "/images?watch=true&fieldSelector=metadata.name%3Dseen";
    try (Lines watch = node.stream(path)) {
      assertThat(watch.event().path("type").asText()).isEqualTo("ADDED");
      admin.delete(DEFAULT + "/instances/needs");
      admin.patch(DEFAULT + "/instances/needs", "{\"metadata\":{\"finalizers\":null}}");
      admin.patch(DEFAULT + "/images/seen", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
      assertThat(watch.rest()).as("nothing is told any more").isEmpty();
    }
    assertThat(node.get(DEFAULT + "/images/seen").code()).isEqualTo(403);
  }

  @Test
  void servesTheLogOfAnInstanceFromItsAgent() throws Exception {
    UUID uuid = UUID.randomUUID();
    TestClient node = node("logger", uuid, Role.AGENT);
    join(node, "logger");
    JsonNode instance = bind("talker", "logger", "172.16.0.4");
    String path = DEFAULT + "/instances/talker/log?follow=true&tailLines=5";
    assertThat(admin.get(path).code()).isEqualTo(503);
    try (FakeAgent agent = new FakeAgent(server.certificates().node("logger", uuid, Role.AGENT))) {
      node.patch(
          NODES + "/logger/status",
          "{\"status\":{\"address\":\"127.0.0.1\",\"agentPort\":" + agent.port() + "}}");
      try (Lines log = admin.stream(path)) {
        agent.lines.add("hello");
        assertThat(log.text()).isEqualTo("hello");
        agent.lines.add("world");
        assertThat(log.text()).isEqualTo("world");
        assertThat(agent.requests.take())
            .isEqualTo(
                "[ciao:apiservers] /v1/instances/"
                    + instance.at("/metadata/uid").asText()
                    + "/log?follow=true&tailLines=5");
      }
      Eventually.within(Duration.ofSeconds(10))
          .until(
              "the agent notices that the reader left",
              () -> {
                agent.lines.add("anybody there?");
                return agent.left().await(20, TimeUnit.MILLISECONDS);
              });
    }
  }

  @Test
  void doesNotBelieveAnotherNodesAgent() throws Exception {
    TestClient node = node("victim", UUID.randomUUID(), Role.AGENT);
    join(node, "victim");
    bind("secret", "victim", "172.16.0.5");
    try (FakeAgent thief =
        new FakeAgent(server.certificates().node("thief", UUID.randomUUID(), Role.AGENT))) {
      node.patch(
          NODES + "/victim/status",
          "{\"status\":{\"address\":\"127.0.0.1\",\"agentPort\":" + thief.port() + "}}");
      thief.lines.add("END");

      Reply reply = admin.get(DEFAULT + "/instances/secret/log");

      assertThat(reply.code()).isEqualTo(503);
      assertThat(reply.message()).contains("system:node:thief");
    }
  }
}
