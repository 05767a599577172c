package io.ciao.ctl;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A server on loopback with an answer for each path that it knows, and 404 for every other. The
/// texts of one object also answer those who follow it by its name: the first is there, the others
/// come.
public final class FakeApiserver implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(1);

  private final HttpsServer server;
  private final Path directory;
  private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
  private volatile CountDownLatch together = new CountDownLatch(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Map.Entry<String, String>> bodies = new CopyOnWriteArrayList<>();

  /// What a command left: its exit status and what it printed.
  public record Ran(int status, String out, String err) {}

  private FakeApiserver(HttpsServer server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  /// Starts one; its certificate and a configuration lie in the directory.
  public static FakeApiserver start(Path directory) throws IOException {
    var random = new SecureRandom();
    var now = Instant.now();
    var valid = CertificateSpec.named("fake", now.minus(LIFE), now.plus(LIFE));
    var authority = CertificateAuthority.create(valid, random);
    var own = authority.issue(valid.withHosts(List.of("127.0.0.1")));
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(new TlsIdentity(own, List.of(authority.certificate())).sslContext()));
    PemFiles.writeCertificates(directory.resolve("ca.pem"), List.of(authority.certificate()));
    var fake = new FakeApiserver(server, directory);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", fake::answer);
    server.start();
    fake.writeConfig(directory.resolve("config"));
    return fake;
  }

  /// Where it listens.
  public URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Answers a GET of the path, without its query, with the JSON texts in turn; the last one stays.
  public FakeApiserver answers(String path, String... texts) {
    answers.put(path, new ArrayDeque<>(List.of(texts)));
    return this;
  }

  /// Holds back every list until so many are asked for at once, for 10 s at most.
  public FakeApiserver answersTogether(int lists) {
    together = new CountDownLatch(lists);
    return this;
  }

  /// Whether so many were.
  public boolean wereTogether() {
    return together.getCount() == 0;
  }

  /// What was asked: method and path, without the query.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /// What was sent with a request, named as [#requests] does.
  public List<String> bodies(String request) {
    return bodies.stream()
        .filter(sent -> sent.getKey().equals(request))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// Writes a configuration with the one context `work`; its authority is named by absolute path.
  public Path writeConfig(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(
        file,
        """
        current-context: work
        clusters: [{name: k, cluster: {server: "%s", certificate-authority: %s}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: work, context: {cluster: k, user: u}}]
        """
            .formatted(address(), directory.resolve("ca.pem").toAbsolutePath()));
  }

  /// Runs a command line against this server. It replaces the standard streams meanwhile, which
  /// other command lines notice, so the test class must be isolated.
  public Ran run(String... arguments) {
    var words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--kubeconfig", directory + "/config"));
    return capture(words.toArray(String[]::new));
  }

  /// Runs a command line that asks no server, as [#run] does.
  public static Ran capture(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var realOut = System.out;
    var realErr = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      var status = Ciaoctl.run(arguments);
      return new Ran(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var path = exchange.getRequestURI().getPath();
      var request = exchange.getRequestMethod() + " " + path;
      requests.add(request);
      bodies.add(Map.entry(request, body));
      if (path.endsWith("s")) {
        awaitOthers();
      }
      var query = String.valueOf(exchange.getRequestURI().getQuery());
      if (query.contains("fieldSelector=metadata.name=")) {
        follow(exchange, path + "/" + query.replaceAll(".*metadata.name=([^&]+).*", "$1"));
        return;
      }
      var texts = answers.get(path);
      var bytes = (texts == null ? notFound(path) : next(texts)).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(texts == null ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void follow(HttpExchange exchange, String object) throws IOException {
    var texts = answers.getOrDefault(object, new ArrayDeque<>());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    var out = exchange.getResponseBody();
    if (!exchange.getRequestURI().getQuery().contains("watch=true")) {
      var there = texts.isEmpty() ? "" : texts.getFirst();
      out.write(
          "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[%s]}"
              .formatted(there)
              .getBytes(StandardCharsets.UTF_8));
      out.close();
      return;
    }
    // A blank line is passed over; without it the head would wait.
    out.write('\n');
    out.flush();
    while (texts.size() > 1) {
      texts.removeFirst();
      var event = "{\"type\":\"MODIFIED\",\"object\":%s}\n";
      out.write(
          event.formatted(texts.getFirst().replace('\n', ' ')).getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitOthers() throws IOException {
    together.countDown();
    try {
      if (!together.await(10, TimeUnit.SECONDS)) {
        throw new IOException("lists are asked for one by one");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String next(Deque<String> texts) {
    synchronized (texts) {
      return texts.size() > 1 ? texts.removeFirst() : texts.getFirst();
    }
  }

  private static String notFound(String path) {
    return """
    {"kind":"Status","status":"Failure","reason":"NotFound","code":404,"message":"%s not found",\
    "details":{"kind":"%s","name":"%s"}}\
    """
        .formatted(
            path,
            path.replaceAll(".*/([^/]+)/[^/]+$", "$1"),
            path.substring(path.lastIndexOf('/') + 1));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
