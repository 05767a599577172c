package io.ciao.launcher.testing;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;

/// The part of an apiserver that an agent speaks to, in memory: resources with versions, lists and
/// watches with a field selector, join, renewals, `instances:status` and `instances:check`. Objects
/// are put there by the test. It can be stopped and started again on its port.
public final class FakeApi implements AutoCloseable {
  private static final String OPERATIONS = "operations";
  private static final String ROOT = "/apis/ciao.io/v1/";

  private record Change(
      long version, String path, Optional<ObjectNode> before, Optional<ObjectNode> after) {}

  private final TlsIdentity tls;
  private final TreeMap<String, ObjectNode> objects = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final Map<String, Long> members = new TreeMap<>();
  private final List<ObjectNode> joined = new ArrayList<>();
  private final Set<Long> full = new TreeSet<>();
  private final List<ObjectNode> reports = new ArrayList<>();
  private final InetSocketAddress address;
  private HttpsServer server;
  private ExecutorService threads;
  private long version = 100;
  private boolean renews = true;
  private int renewals;
  private int joinsRefused;

  /// Serves on that address, any free port.
  public FakeApi(TlsIdentity tls, String host) throws IOException {
    this.tls = tls;
    listen(new InetSocketAddress(host, 0));
    this.address = server.getAddress();
  }

  private void listen(InetSocketAddress at) throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server = HttpsServer.create(at, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls.sslContext()) {
          @Override
          public void configure(com.sun.net.httpserver.HttpsParameters parameters) {
            var wanted = new SSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("https://" + address.getHostString() + ":" + address.getPort());
  }

  /// Nobody is served any more; what is stored stays.
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  public void startAgain() throws IOException {
    listen(address);
  }

  /// Creates or replaces an object at `instances` + `t1` + `web`, and returns it as stored.
  public synchronized ObjectNode put(
      String plural, String namespace, String name, UnaryOperator<ObjectNode> change) {
    return store(path(plural, namespace, name), change);
  }

  public synchronized Optional<ObjectNode> get(String plural, String namespace, String name) {
    return Optional.ofNullable(objects.get(path(plural, namespace, name)))
        .map(ObjectNode::deepCopy);
  }

  public synchronized void delete(String plural, String namespace, String name) {
    drop(path(plural, namespace, name));
  }

  /// Whether renewals are stored from now on; if not they are answered as without etcd.
  public synchronized void renew(boolean stored) {
    renews = stored;
  }

  /// How many renewals were stored.
  public synchronized int renewals() {
    return renewals;
  }

  /// Declares the node lost: its incarnation is fenced, and it may join again.
  public synchronized void lose(String node) {
    full.remove(members.remove(node));
  }

  /// The incarnation that was given to the node last and is not lost; 0 if there is none.
  public synchronized long incarnation(String node) {
    return members.getOrDefault(node, 0L);
  }

  /// How often another incarnation than the living one wanted to join.
  public synchronized int joinsRefused() {
    return joinsRefused;
  }

  /// The bodies of `joined` calls.
  public synchronized List<ObjectNode> joined() {
    return List.copyOf(joined);
  }

  /// Applies a report as the real one would, without its checks of membership; used for reports
  /// that a scheduler took, too.
  public synchronized void report(ObjectNode identity, ObjectNode report) {
    reports.add(report);
    var path =
        path("instances", identity.path("namespace").asText(), identity.path("name").asText());
    var present = objects.get(path);
    if (present == null
        || !present.path("metadata").path("uid").equals(identity.path("uid"))
        || present.path("status").path("binding").path("epoch").asLong()
            != report.path("epoch").asLong()) {
      return;
    }
    store(
        path,
        object -> {
          var observed = object.withObject("/status").putObject("observed");
          observed.put("node", object.path("status").path("binding").path("nodeName").asText());
          for (var field : List.of("epoch", "incarnation", "seq")) {
            observed.put(field, report.path(field).asLong());
          }
          observed.setAll((ObjectNode) report.path("facts"));
          return object;
        });
  }

  /// How many reports came, by whichever way.
  public synchronized int reportCount() {
    return reports.size();
  }

  private ObjectNode store(String path, UnaryOperator<ObjectNode> change) {
    var before = Optional.ofNullable(objects.get(path));
    var after = change.apply(before.map(ObjectNode::deepCopy).orElseGet(Json::object));
    version += 64;
    after.withObject("/metadata").put("resourceVersion", Long.toString(version));
    var metadata = after.path("metadata");
    if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      drop(path);
      return after;
    }
    objects.put(path, after);
    changes.add(new Change(version, path, before, Optional.of(after)));
    notifyAll();
    return after.deepCopy();
  }

  private void drop(String path) {
    var before = objects.remove(path);
    if (before != null) {
      version += 64;
      changes.add(new Change(version, path, Optional.of(before), Optional.empty()));
      notifyAll();
    }
  }

  private static String path(String plural, String namespace, String name) {
    return namespace.isEmpty()
        ? ROOT + plural + "/" + name
        : ROOT + "namespaces/" + namespace + "/" + plural + "/" + name;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var query = query(exchange.getRequestURI().getRawQuery());
      var text = exchange.getRequestBody().readAllBytes();
      var body = text.length == 0 ? Json.object() : Json.parse(asObject(text));
      if (query.containsKey("watch")) {
        watch(exchange, path, query);
        return;
      }
      answer(exchange, respond(exchange.getRequestMethod(), path, query, body));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Answer(int code, ObjectNode body) {}

  private synchronized Answer respond(
      String method, String path, Map<String, String> query, ObjectNode body) {
    if (path.endsWith("/join")) {
      return join(path.split("/")[5], body);
    }
    if (path.endsWith("/joined")) {
      joined.add(body);
      full.add(body.path("incarnation").asLong());
      return new Answer(200, Json.object());
    }
    if (path.endsWith("/renew")) {
      return renewal(body.path("incarnation").asLong());
    }
    if (path.equals(ROOT + "instances:status")) {
      return new Answer(200, status(body));
    }
    if (path.equals(ROOT + "instances:check")) {
      return new Answer(200, check(body));
    }
    return switch (method) {
      case "POST" -> {
        var name = body.path("metadata").path("name").asText();
        yield new Answer(201, store(path + "/" + name, _ -> created(name, body)));
      }
      case "PATCH" -> {
        var object = path.replaceAll("/status$", "");
        if (!objects.containsKey(object)) {
          yield missing(path);
        }
        if (body.has(OPERATIONS)) {
          yield patched(object, body.path(OPERATIONS));
        }
        yield new Answer(
            200, store(object, present -> (ObjectNode) MergePatch.apply(present, body)));
      }
      default ->
          objects.containsKey(path)
              ? new Answer(200, objects.get(path))
              : path.endsWith("s") ? new Answer(200, list(path, query)) : missing(path);
    };
  }

  /// A JSON patch is the one body that is a list.
  private static byte[] asObject(byte[] text) {
    return text[0] == '['
        ? ("{\"" + OPERATIONS + "\":" + new String(text, StandardCharsets.UTF_8) + "}")
            .getBytes(StandardCharsets.UTF_8)
        : text;
  }

  /// What of JSON Patch an agent uses: tests, and removal from a list.
  private Answer patched(String path, JsonNode operations) {
    var changed = objects.get(path).deepCopy();
    for (var operation : operations) {
      var at = JsonPointer.compile(operation.path("path").asText());
      switch (operation.path("op").asText()) {
        case "test" -> {
          if (!changed.at(at).equals(operation.path("value"))) {
            return refused(422, "Invalid", at + " differs");
          }
        }
        case "remove" -> ((ArrayNode) changed.at(at.head())).remove(at.last().getMatchingIndex());
        default -> throw new IllegalArgumentException(operation.toString());
      }
    }
    return new Answer(200, store(path, _ -> changed));
  }

  /// A Node's uid is its certificate's; the test has put it under `uids`.
  private ObjectNode created(String name, ObjectNode body) {
    var uid = uids.getOrDefault(name, name);
    body.withObject("/metadata").put("uid", uid).put("generation", 1L);
    return body;
  }

  private final Map<String, String> uids = new TreeMap<>();

  public synchronized void certificate(String node, String uid) {
    uids.put(node, uid);
  }

  private Answer join(String node, ObjectNode body) {
    var present = members.get(node);
    if (present == null || body.path("incarnation").asLong() != present) {
      if (present != null && !body.path("force").asBoolean(true)) {
        joinsRefused++;
        return refused(409, "LiveIncarnation", node + " is Member(" + present + ")");
      }
      version += 64;
      members.put(node, version);
    }
    var answer = Json.object();
    answer.put("incarnation", members.get(node).longValue());
    answer.put("resourceVersion", Long.toString(version));
    return new Answer(200, answer);
  }

  private Answer renewal(long incarnation) {
    if (!renews) {
      return refused(504, "Timeout", "etcd did not answer in time");
    }
    if (!full.contains(incarnation)) {
      return refused(
          409, "NotMember", "its membership is another than Member(" + incarnation + ")");
    }
    renewals++;
    return new Answer(200, Json.object());
  }

  private ObjectNode status(ObjectNode body) {
    var answer = Json.object();
    var items = answer.putArray("items");
    for (var item : body.path("items")) {
      report((ObjectNode) item, (ObjectNode) item.path("report"));
      items.addObject().put("uid", item.path("uid").asText()).put("code", 200L);
    }
    return answer;
  }

  private ObjectNode check(ObjectNode body) {
    var answer = Json.object();
    var items = answer.putArray("items");
    for (var item : body.path("items")) {
      var uid = item.path("uid").asText();
      var present =
          objects.values().stream()
              .filter(object -> object.path("metadata").path("uid").asText().equals(uid))
              .findFirst();
      var word = "Gone";
      if (present.isPresent()) {
        var epoch = present.get().path("status").path("binding").path("epoch").asLong();
        word = epoch == item.path("epoch").asLong() ? "Current" : "Superseded";
      }
      items.addObject().put("uid", uid).put("answer", word);
    }
    return answer;
  }

  private static Answer missing(String path) {
    return refused(404, "NotFound", path + " not found");
  }

  private static Answer refused(int code, String reason, String message) {
    var status = Json.object();
    status.put("kind", "Status").put("reason", reason).put("message", message);
    return new Answer(code, status);
  }

  private ObjectNode list(String path, Map<String, String> query) {
    var answer = Json.object();
    answer.putObject("metadata").put("resourceVersion", Long.toString(version));
    var items = answer.putArray("items");
    objects.forEach(
        (key, object) -> {
          if (within(key, path) && matches(object, query)) {
            items.add(object);
          }
        });
    return answer;
  }

  /// The collection over all namespaces holds those of each.
  private static boolean within(String key, String collection) {
    var plural = collection.substring(collection.lastIndexOf('/') + 1);
    var parent = key.substring(0, key.lastIndexOf('/'));
    return parent.equals(collection)
        || (collection.equals(ROOT + plural) && parent.endsWith("/" + plural));
  }

  private static boolean matches(ObjectNode object, Map<String, String> query) {
    var selector = query.get("fieldSelector");
    if (selector == null) {
      return true;
    }
    var equals = selector.indexOf('=');
    JsonNode at = object;
    for (var step : selector.substring(0, equals).split("\\.")) {
      at = at.path(step);
    }
    return at.asText().equals(selector.substring(equals + 1));
  }

  private void watch(HttpExchange exchange, String path, Map<String, String> query)
      throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    var out = exchange.getResponseBody();
    var seen = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
    while (true) {
      for (var line : after(seen, path, query)) {
        seen =
            Math.max(seen, line.path("object").path("metadata").path("resourceVersion").asLong());
        out.write((Json.writeText(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  /// The lines after that version, at least one; waits for it.
  private synchronized List<ObjectNode> after(long seen, String path, Map<String, String> query)
      throws InterruptedException {
    while (true) {
      var lines = new ArrayList<ObjectNode>();
      for (var change : changes) {
        if (change.version() > seen && within(change.path(), path)) {
          line(change, query).ifPresent(lines::add);
        }
      }
      if (!lines.isEmpty()) {
        return lines;
      }
      wait();
    }
  }

  private static Optional<ObjectNode> line(Change change, Map<String, String> query) {
    var was = change.before().filter(object -> matches(object, query));
    var is = change.after().filter(object -> matches(object, query));
    if (was.isEmpty() && is.isEmpty()) {
      return Optional.empty();
    }
    var line = Json.object();
    line.put("type", is.isPresent() ? "MODIFIED" : "DELETED");
    var object = is.or(() -> was).get().deepCopy();
    object.withObject("/metadata").put("resourceVersion", Long.toString(change.version()));
    line.set("object", object);
    return Optional.of(line);
  }

  private static Map<String, String> query(String raw) {
    var query = new TreeMap<String, String>();
    for (var pair : raw == null ? new String[0] : raw.split("&")) {
      var equals = pair.indexOf('=');
      query.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    var bytes = Json.write(answer.body());
    exchange.sendResponseHeaders(answer.code(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    stop();
  }
}
