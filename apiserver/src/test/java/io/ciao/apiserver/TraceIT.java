package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceIds;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.apiserver.limit.Limits;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.OtlpCollector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The start of a traced instance, from the request that makes it to the spans at a collector.
@Tag("api")
final class TraceIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";

  @TempDir private static Path directory;
  private static OtlpCollector collector;
  private static TestServer server;
  private static TestClient admin;
  private static TestClient scheduler;
  private static TestClient node;
  private static long incarnation;

  @BeforeAll
  static void start() throws Exception {
    collector = OtlpCollector.start();
    server =
        TestServer.start(
            directory,
            new ServingOptions(
                null,
                URI.create(collector.endpoint() + "/v1/traces"),
                Limits.DEFAULT,
                Duration.ofSeconds(30)));
    admin = server.admin();
    server.publicImage("i");
    scheduler = server.scheduler();
    node = server.client(server.certificates().node("n1", UUID.randomUUID(), Role.AGENT));
    node.post(CIAO + "/nodes", "{\"metadata\":{\"name\":\"n1\"}}");
    incarnation = node.post(CIAO + "/nodes/n1/join", "{}").json().path("incarnation").asLong();
    node.post(CIAO + "/nodes/n1/joined", "{\"incarnation\":" + incarnation + ",\"removed\":[]}");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    collector.close();
  }

  private static void create(String name, String metadata) throws Exception {
    var reply =
        admin.post(
            INSTANCES,
            "{\"metadata\":{\"name\":\""
                + name
                + "\""
                + metadata
                + "},\"spec\":{\"image\":\"i\"}}");
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
  }

  private static JsonNode get(String name) throws Exception {
    return admin.get(INSTANCES + "/" + name).json();
  }

  private static ObjectNode item(String name) throws Exception {
    return Json.object()
        .put("namespace", "default")
        .put("name", name)
        .put("uid", get(name).at("/metadata/uid").asText());
  }

  private static JsonNode post(TestClient client, String action, ObjectNode item) throws Exception {
    ObjectNode body = Json.object();
    body.putArray("items").add(item);
    var reply = client.post(CIAO + "/instances:" + action, Json.writeText(body));
    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    JsonNode answer = reply.json().path("items").get(0);
    assertThat(answer.path("code").asInt()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  private static long bind(String name) throws Exception {
    ObjectNode item = item(name);
    item.put("generation", 1).put("nodeName", "n1").put("nodeUID", "x");
    item.putObject("trace")
        .put(TraceMark.SEEN.field(), Instant.now().toString())
        .put(TraceMark.DECIDED.field(), Instant.now().toString());
    return Long.parseLong(post(scheduler, "bind", item).path("epoch").asText());
  }

  private static void report(String name, long epoch, long seq) throws Exception {
    ObjectNode item = item(name);
    ObjectNode report = item.putObject("report");
    report.put("epoch", epoch).put("incarnation", incarnation).put("seq", seq);
    report.putObject("facts").put("generation", 1).put("state", "Running");
    TraceMarks marks = TraceMarks.NONE;
    for (TraceMark mark : TraceMark.values()) {
      marks = marks.with(mark, Instant.now());
    }
    marks.by(TraceMark.Teller.AGENT).writeTo(report.putObject("trace"));
    post(node, "status", item);
  }

  @Test
  void aStartIsKeptWithTheInstanceAndSentWhenItRuns() throws Exception {
    create("web", ",\"labels\":{\"" + Instance.TRACE_LABEL + "\":\"shop\"}");
    long epoch = bind("web");
    assertThat(collector.spans())
        .noneMatch(span -> "web".equals(span.attributes().get("ciao.instance")));
    report("web", epoch, 1);

    JsonNode trace = get("web").at("/status/trace");
    TraceMarks marks = TraceMarks.of(trace);
    assertThat(marks.times().keySet()).containsExactlyInAnyOrder(TraceMark.values());
    assertThat(trace.path("epoch").asLong()).isEqualTo(epoch);
    for (TraceMark[] pair :
        new TraceMark[][] {
          {TraceMark.REQUESTED, TraceMark.ADMITTED},
          {TraceMark.ADMITTED, TraceMark.SEEN},
          {TraceMark.DECIDED, TraceMark.BOUND},
          {TraceMark.REPORTED, TraceMark.RUNNING}
        }) {
      assertThat(marks.times().get(pair[0])).isBeforeOrEqualTo(marks.times().get(pair[1]));
    }
    Eventually.within(SOON)
        .untilAsserted(
            () ->
                assertThat(collector.spans())
                    .extracting(OtlpCollector.Span::name)
                    .contains(
                        "start web",
                        "admit",
                        "see",
                        "place",
                        "bind",
                        "deliver",
                        "ssntp",
                        "image",
                        "prepare",
                        "launch",
                        "plug",
                        "report"));
    assertThat(collector.spans())
        .filteredOn(span -> "web".equals(span.attributes().get("ciao.instance")))
        .hasSize(12)
        .allMatch(span -> span.traceId().equals(TraceIds.trace("default", "shop")));

    report("web", epoch, 2);
    server.restart();
    assertThat(TraceMarks.of(get("web").at("/status/trace"))).isEqualTo(marks);
  }

  @Test
  void whatIsNotTracedKeepsAndSendsNothing() throws Exception {
    create("plain", "");
    report("plain", bind("plain"), 1);

    assertThat(get("plain").path("status").has("trace")).isFalse();
    create("last", ",\"labels\":{\"" + Instance.TRACE_LABEL + "\":\"last\"}");
    report("last", bind("last"), 1);
    Eventually.within(SOON)
        .untilAsserted(
            () ->
                assertThat(collector.spans())
                    .anyMatch(span -> "last".equals(span.attributes().get("ciao.instance"))));
    assertThat(collector.spans())
        .noneMatch(span -> "plain".equals(span.attributes().get("ciao.instance")));
  }

  @Test
  void nobodyWritesItByHand() throws Exception {
    create("mine", ",\"labels\":{\"" + Instance.TRACE_LABEL + "\":\"shop\"}");
    JsonNode before = get("mine").at("/status/trace");

    var reply =
        admin.patch(
            INSTANCES + "/mine/status",
            "{\"status\":{\"trace\":{\"runningAt\":\"2026-01-01T00:00:00Z\"}}}");

    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    assertThat(get("mine").at("/status/trace")).isEqualTo(before);
  }
}
