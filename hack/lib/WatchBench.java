import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// The load of `hack/bench watch`: one instance a node, a watcher for each node's own, some
/// watchers of all, and a scheduler that changes conditions in batches at a steady rate.
///
/// A change carries the moment its batch was sent. The lag of an event is told twice: from that
/// moment on, and from the moment the batch was answered (0 where the event came before).
final class WatchBench {
  private static final int BATCH_MILLIS = 20;
  private static final int BATCH_MAX = 250;
  private static final int BATCHES_IN_FLIGHT = 32;
  private static final byte[] MARK = "\"t=".getBytes(StandardCharsets.US_ASCII);
  private static final String API = "/apis/ciao.io/v1";

  private final URI server;
  private final SSLContext admin;
  private final SSLContext scheduler;
  private final int filtered;
  private final int full;

  /// When the batch that was sent at a moment was answered.
  private final ConcurrentHashMap<Long, Long> answered = new ConcurrentHashMap<>();

  /// Connections are made a few at a time.
  private final Semaphore opening = new Semaphore(16);

  private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();

  private record Target(String name, String uid) {}

  private WatchBench(URI server, SSLContext admin, SSLContext scheduler, int filtered, int full) {
    this.server = server;
    this.admin = admin;
    this.scheduler = scheduler;
    this.filtered = filtered;
    this.full = full;
  }

  static void main(String[] args) throws Exception {
    try (var server = BenchServer.start(args[0], Path.of(args[1]))) {
      var bench =
          new WatchBench(
              server.uri(),
              server.admin(),
              server.scheduler(),
              Integer.parseInt(args[2]),
              Integer.parseInt(args[3]));
      bench.run(
          Integer.parseInt(args[4]),
          Integer.parseInt(args[5]),
          Integer.parseInt(args[6]),
          server.metrics());
    }
  }

  private void run(int rate, int seconds, int runs, URI metrics) throws Exception {
    try (var http = client(admin);
        var leader = client(scheduler)) {
      var targets = prepare(http, leader);
      var from = version(http);
      var watchers = watch(targets, from);
      var lines = new ArrayList<double[]>();
      for (int run = 1; run <= runs; run++) {
        lines.add(measure(run, rate, seconds, leader, targets, watchers));
      }
      var medians = new double[lines.getFirst().length];
      for (int i = 0; i < medians.length; i++) {
        int column = i;
        var sorted = lines.stream().mapToDouble(line -> line[column]).sorted().toArray();
        medians[i] = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
      }
      print("median", medians);
      print(http, metrics);
      watchers.forEach(Watcher::close);
    }
    trouble.stream().distinct().limit(5).forEach(text -> System.out.println("trouble: " + text));
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder()
        .sslContext(tls)
        .version(HttpClient.Version.HTTP_1_1)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  /// One bound instance for each filtered watcher.
  private List<Target> prepare(HttpClient http, HttpClient leader) throws Exception {
    post(http, API + "/tenants", "{\"metadata\":{\"name\":\"bench\"}}");
    post(
        http,
        API + "/namespaces/bench/images",
        "{\"metadata\":{\"name\":\"bench\"},\"spec\":{\"format\":\"docker\",\"source\":{\"docker\":{\"name\":\"bench\"}}}}");
    var targets = new ArrayList<Target>();
    var items = Json.array();
    for (int i = 0; i < Math.max(filtered, 100); i++) {
      var body = "{\"metadata\":{\"name\":\"i%d\"},\"spec\":{\"image\":\"bench\"}}".formatted(i);
      var made = post(http, API + "/namespaces/bench/instances", body);
      var uid = made.at("/metadata/uid").asText();
      targets.add(new Target("i" + i, uid));
      items
          .addObject()
          .put("namespace", "bench")
          .put("name", "i" + i)
          .put("uid", uid)
          .put("generation", made.at("/metadata/generation").asLong())
          .put("nodeName", "n" + i)
          .put("nodeUID", "u" + i);
      if (items.size() == BATCH_MAX || i == Math.max(filtered, 100) - 1) {
        var bind = Json.object();
        bind.set("items", items.deepCopy());
        post(leader, API + "/instances:bind", Json.writeText(bind));
        items.removeAll();
      }
    }
    return targets;
  }

  private String version(HttpClient http) throws Exception {
    var request = HttpRequest.newBuilder(server.resolve(API + "/tenants")).build();
    var list = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    return Json.parse(list).at("/metadata/resourceVersion").asText();
  }

  private JsonNode post(HttpClient http, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
      throw new IOException(path + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return Json.parse(answer.body());
  }

  private List<Watcher> watch(List<Target> targets, String from) throws Exception {
    var watchers = new ArrayList<Watcher>();
    var begun = new CountDownLatch(filtered + full);
    for (int i = 0; i < filtered + full; i++) {
      var selector = i < filtered ? "&fieldSelector=status.binding.nodeName%3Dn" + i : "";
      var path = API + "/instances?watch=true&resourceVersion=" + from + selector;
      watchers.add(new Watcher(path, i < filtered ? 1 : targets.size(), begun));
      Thread.ofVirtual().start(watchers.getLast());
    }
    if (!begun.await(300, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          begun.getCount() + " watches did not begin: " + trouble.peek());
    }
    return watchers;
  }

  private double[] measure(
      int run,
      int rate,
      int seconds,
      HttpClient leader,
      List<Target> targets,
      List<Watcher> watchers)
      throws Exception {
    watchers.forEach(Watcher::clear);
    answered.clear();
    int changes = write(rate, seconds, leader, targets);
    double rated = changes / (double) seconds;
    long expected = (long) changes * full + (filtered > 0 ? changes : 0);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (seen(watchers) < expected && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    long seen = seen(watchers);
    if (seen != expected) {
      trouble.add("run " + run + ": " + seen + " events seen, " + expected + " expected");
    }
    var ofFiltered = lags(watchers.subList(0, filtered));
    var ofFull = lags(watchers.subList(filtered, watchers.size()));
    var line =
        new double[] {
          rated,
          percentile(ofFiltered[0], 50),
          percentile(ofFiltered[0], 99),
          percentile(ofFull[0], 50),
          percentile(ofFull[0], 99),
          percentile(ofFiltered[1], 99),
          percentile(ofFull[1], 99)
        };
    print("run " + run, line);
    return line;
  }

  private static void print(String what, double[] f) {
    System.out.printf(
        Locale.ROOT,
        "%-7s %,.0f changes/s; lag from sending: filtered p50 %.1f p99 %.1f ms, full p50 %.1f p99"
            + " %.1f ms; from the answer: filtered p99 %.1f ms, full p99 %.1f ms%n",
        what,
        f[0],
        f[1],
        f[2],
        f[3],
        f[4],
        f[5],
        f[6]);
  }

  /// Sends batches at a steady rate, whether or not those before are answered.
  private int write(int rate, int seconds, HttpClient leader, List<Target> targets)
      throws Exception {
    int perBatch = Math.max(1, rate * BATCH_MILLIS / 1_000);
    int batches = rate * seconds / perBatch;
    var permits = new Semaphore(BATCHES_IN_FLIGHT);
    long begun = System.nanoTime();
    int next = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int b = 0; b < batches; b++) {
        long due = begun + b * TimeUnit.SECONDS.toNanos(1) * perBatch / rate;
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        permits.acquire();
        var batch = new ArrayList<Target>();
        for (int i = 0; i < perBatch; i++) {
          batch.add(targets.get(next++ % targets.size()));
        }
        threads.submit(() -> send(leader, batch, permits));
      }
      permits.acquire(BATCHES_IN_FLIGHT);
    }
    double took = (System.nanoTime() - begun) / 1e9;
    if (took > seconds * 1.1) {
      trouble.add(
          String.format(
              Locale.ROOT,
              "writing took %.1f s instead of %d: the rate was not held",
              took,
              seconds));
    }
    return batches * perBatch;
  }

  private void send(HttpClient leader, List<Target> batch, Semaphore permits) {
    try {
      long now = System.nanoTime();
      var body = Json.object();
      var items = body.putArray("items");
      for (var target : batch) {
        ObjectNode item = items.addObject();
        item.put("namespace", "bench").put("name", target.name).put("uid", target.uid);
        item.putArray("conditions")
            .addObject()
            .put("type", "NodeAvailable")
            .put("status", "True")
            .put("reason", "NodeReady")
            .put("message", "t=" + now);
      }
      var answer = post(leader, API + "/instances:status", Json.writeText(body));
      answered.put(now, System.nanoTime());
      for (var item : answer.path("items")) {
        if (item.path("code").asInt() != 200) {
          trouble.add("item: " + item);
        }
      }
    } catch (Exception e) {
      trouble.add("batch: " + e);
    } finally {
      permits.release();
    }
  }

  private static long seen(List<Watcher> watchers) {
    return watchers.stream().mapToLong(watcher -> watcher.count).sum();
  }

  /// Sorted nanoseconds from sending, and from the answer.
  private long[][] lags(List<Watcher> watchers) {
    int size = watchers.stream().mapToInt(watcher -> watcher.count).sum();
    var fromSending = new long[size];
    var fromAnswer = new long[size];
    int at = 0;
    for (var watcher : watchers) {
      for (int i = 0; i < watcher.count; i++) {
        long sent = watcher.sent[i];
        fromSending[at] = watcher.seen[i] - sent;
        fromAnswer[at++] =
            Math.max(0, watcher.seen[i] - answered.getOrDefault(sent, watcher.seen[i]));
      }
    }
    Arrays.sort(fromSending);
    Arrays.sort(fromAnswer);
    return new long[][] {fromSending, fromAnswer};
  }

  private static double percentile(long[] sorted, int percent) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e6;
  }

  private static void print(HttpClient http, URI metrics) throws Exception {
    var text =
        http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    for (var name :
        List.of(
            "process_resident_memory_bytes",
            "process_threads",
            "apiserver_watches",
            "apiserver_slow_clients_total",
            "apiserver_connections_idle_total",
            "ciao_store_expired_watches_total")) {
      text.lines().filter(line -> line.startsWith(name + " ")).forEach(System.out::println);
    }
  }

  /// One watch on a connection of its own, read as bytes: nothing is parsed but the mark.
  private final class Watcher implements Runnable {
    private final String path;
    private final CountDownLatch begun;
    private volatile long[] sent;
    private volatile long[] seen;
    private volatile int count;
    private volatile SSLSocket socket;
    private volatile boolean ended;
    private int matched;
    private long number;

    Watcher(String path, int share, CountDownLatch begun) {
      this.path = path;
      this.begun = begun;
      this.sent = new long[Math.max(64, share)];
      this.seen = new long[Math.max(64, share)];
    }

    void clear() {
      count = 0;
    }

    @Override
    public void run() {
      try {
        opening.acquireUninterruptibly();
        socket =
            (SSLSocket) admin.getSocketFactory().createSocket(server.getHost(), server.getPort());
        var head = "GET " + path + " HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        var in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
          throw new IOException(status);
        }
        while (!line(in).isEmpty()) {
          // headers
        }
        opening.release();
        begun.countDown();
        for (int size = size(in); size > 0; size = size(in)) {
          byte[] piece = in.readNBytes(size);
          if (piece.length < size) {
            throw new EOFException("the watch broke off");
          }
          for (byte c : piece) {
            take(c);
          }
          line(in);
        }
        trouble.add("a watch ended early");
      } catch (IOException e) {
        if (!ended) {
          trouble.add("watch: " + e);
        }
      }
    }

    /// Finds `"t=` and the number behind it, also across pieces.
    private void take(int c) {
      if (matched < MARK.length) {
        matched = c == MARK[matched] ? matched + 1 : c == MARK[0] ? 1 : 0;
        number = 0;
      } else if (c >= '0' && c <= '9') {
        number = number * 10 + c - '0';
      } else {
        matched = 0;
        note(number, System.nanoTime());
      }
    }

    private void note(long wasSent, long now) {
      int at = count;
      if (at == sent.length) {
        sent = Arrays.copyOf(sent, at * 2);
        seen = Arrays.copyOf(seen, at * 2);
      }
      sent[at] = wasSent;
      seen[at] = now;
      count = at + 1;
    }

    private static int size(InputStream in) throws IOException {
      return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
      var text = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the watch broke off");
        }
        if (c != '\r') {
          text.append((char) c);
        }
      }
      return text.toString();
    }

    void close() {
      ended = true;
      try {
        socket.close();
      } catch (IOException e) {
        // it is over anyway
      }
    }
  }
}
