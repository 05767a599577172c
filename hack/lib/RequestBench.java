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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// The load of `hack/bench requests`: one kind of request after the other over a stock of objects,
/// each first on one connection and then on many.
///
/// Answers are read to their end and counted, never parsed: what is measured is the server. Its
/// processor time a request stands beside the rates, since that says the same on a machine that
/// others use, too.
final class RequestBench {
  private static final String API = "/apis/ciao.io/v1";
  private static final String JSON = "application/json";
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  private static final int TENANTS = 10;

  /// A list of everything is megabytes long: a few at once are a load already.
  private static final int LISTERS = 2;

  /// Before the runs that count each kind of request warms the server up for this part of its time.
  private static final int WARM_UP_PART = 4;

  /// The kernel counts processor time in hundredths of a second.
  private static final double TICK_MILLIS = 10;

  /// Fields 14 and 15 of `/proc/PID/stat`, counted behind the command's closing parenthesis.
  private static final int UTIME_FIELD = 14 - 3;

  private final URI server;
  private final SSLContext admin;
  private final Map<String, Long> processes;
  private final int objects;
  private final AtomicInteger named = new AtomicInteger();
  private volatile int round;

  /// @param name as printed
  /// @param connections at most so many at once
  /// @param request what is sent for the nth time
  private record Operation(String name, int connections, Request request) {}

  private interface Request {
    byte[] bytes(int n);
  }

  /// What one connection saw.
  private record Seen(long[] nanos, long bytes) {}

  private record Figures(double perSecond, double p50, double p99, double cpu, double kib) {}

  private RequestBench(URI server, SSLContext admin, Map<String, Long> processes, int objects) {
    this.server = server;
    this.admin = admin;
    this.processes = processes;
    this.objects = objects;
  }

  static void main(String[] args) throws Exception {
    var state = Path.of(args[1]);
    try (var server = BenchServer.start(args[0], state)) {
      var etcd = Json.parse(Files.readAllBytes(state.resolve("state/etcd/etcd.json")));
      var processes = new LinkedHashMap<String, Long>();
      processes.put("apiserver", server.process().pid());
      processes.put("etcd", etcd.path("pid").asLong());
      var bench =
          new RequestBench(server.uri(), server.admin(), processes, Integer.parseInt(args[2]));
      bench.run(
          Integer.parseInt(args[3]),
          TimeUnit.SECONDS.toNanos(Integer.parseInt(args[4])),
          Integer.parseInt(args[5]));
    }
  }

  private void run(int connections, long nanos, int runs) throws Exception {
    prepare();
    var figures = new LinkedHashMap<String, List<Figures>>();
    // What is created stays, so it comes last: no list grows by it.
    for (var operations : List.of(onStock(), List.of(creation()))) {
      for (int run = 0; run <= runs; run++) {
        round = run;
        for (var operation : operations) {
          for (int c : List.of(1, Math.min(connections, operation.connections))) {
            var one = load(operation, c, run == 0 ? nanos / WARM_UP_PART : nanos);
            if (run > 0) {
              var what = "%-22s %3d".formatted(operation.name, c);
              print("run " + run, what, one);
              figures.computeIfAbsent(what, _ -> new ArrayList<>()).add(one);
            }
          }
        }
      }
    }
    figures.forEach((what, all) -> print("median", what, median(all)));
    memory();
  }

  private List<Operation> onStock() {
    return List.of(
        new Operation("get", Integer.MAX_VALUE, n -> read(instance(n), JSON)),
        new Operation("list page of 500", Integer.MAX_VALUE, n -> read(all() + "?limit=500", JSON)),
        new Operation("list " + objects, LISTERS, n -> read(all(), JSON)),
        new Operation("list " + objects + " as table", LISTERS, n -> read(all(), TABLE)),
        new Operation(
            "list one tenant's",
            LISTERS,
            n -> read(API + "/namespaces/bench" + n % TENANTS + "/instances", JSON)),
        new Operation(
            "merge patch",
            Integer.MAX_VALUE,
            n ->
                write(
                    "PATCH",
                    instance(n) + "?fieldManager=patcher",
                    "application/merge-patch+json",
                    "{\"metadata\":{\"annotations\":{\"n\":\"r%d-%d\"}}}".formatted(round, n))),
        new Operation("apply", Integer.MAX_VALUE, n -> apply(n, "r" + round + "-" + n)),
        new Operation("apply, nothing new", Integer.MAX_VALUE, n -> apply(0, "same")));
  }

  private Operation creation() {
    return new Operation("create", Integer.MAX_VALUE, _ -> create());
  }

  private static String all() {
    return API + "/instances";
  }

  private String instance(int n) {
    int at = (int) (n * 7919L % objects);
    return API + "/namespaces/bench" + at % TENANTS + "/instances/i" + at;
  }

  private byte[] create() {
    int n = named.getAndIncrement();
    return write("POST", API + "/namespaces/new" + n % TENANTS + "/instances", JSON, body("c" + n));
  }

  private byte[] apply(int n, String label) {
    int at = (int) (n * 7919L % objects);
    var path =
        API
            + "/namespaces/bench"
            + at % TENANTS
            + "/instances/i"
            + at
            + "?fieldManager=applier&force=true";
    var text =
        """
        apiVersion: ciao.io/v1
        kind: Instance
        metadata:
          name: i%d
          labels: {round: %s}
        spec:
          image: bench
          resources: {vcpus: 1, memory: 64Mi}
        """
            .formatted(at, label);
    return write("PATCH", path, "application/apply-patch+yaml", text);
  }

  private static String body(String name) {
    return "{\"apiVersion\":\"ciao.io/v1\",\"kind\":\"Instance\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"image\":\"bench\",\"resources\":{\"vcpus\":1,\"memory\":\"64Mi\"}}}"
        .formatted(name);
  }

  private static byte[] read(String path, String accept) {
    return ("GET " + path + " HTTP/1.1\r\nHost: bench\r\nAccept: " + accept + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] write(String verb, String path, String type, String body) {
    return "%s %s HTTP/1.1\r\nHost: bench\r\nAccept: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(verb, path, JSON, type, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Two lots of tenants: one with the objects that are read and changed, one for what is created.
  private void prepare() throws Exception {
    try (var http = client()) {
      for (int t = 0; t < TENANTS; t++) {
        for (var name : List.of("bench" + t, "new" + t)) {
          post(http, API + "/tenants", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
      }
    }
    var next = new AtomicInteger();
    parallel(
        2 * TENANTS,
        () -> {
          try (var connection = new Connection()) {
            for (int i = next.getAndIncrement(); i < objects; i = next.getAndIncrement()) {
              var path = API + "/namespaces/bench" + i % TENANTS + "/instances";
              connection.call(write("POST", path, JSON, body("i" + i)));
            }
          }
          return null;
        });
  }

  private HttpClient client() {
    return HttpClient.newBuilder().sslContext(admin).version(HttpClient.Version.HTTP_1_1).build();
  }

  private void post(HttpClient http, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", JSON)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException("POST " + path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private static <T> List<T> parallel(int count, Callable<T> each) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<T>();
      for (var one : threads.invokeAll(Collections.nCopies(count, each))) {
        all.add(one.get());
      }
      return all;
    }
  }

  private Figures load(Operation operation, int connections, long nanos) throws Exception {
    var next = new AtomicInteger();
    long before = ticks();
    long begun = System.nanoTime();
    var seen = parallel(connections, () -> connection(operation, next, begun + nanos));
    double seconds = (System.nanoTime() - begun) / 1e9;
    long ticks = ticks() - before;
    var all = seen.stream().flatMapToLong(one -> Arrays.stream(one.nanos)).sorted().toArray();
    long bytes = seen.stream().mapToLong(Seen::bytes).sum();
    return new Figures(
        all.length / seconds,
        percentile(all, 50),
        percentile(all, 99),
        ticks * TICK_MILLIS / all.length,
        bytes / 1024.0 / all.length);
  }

  private Seen connection(Operation operation, AtomicInteger next, long until) throws IOException {
    var nanos = new long[1024];
    int count = 0;
    long bytes = 0;
    try (var connection = new Connection()) {
      while (System.nanoTime() < until || count == 0) {
        var request = operation.request.bytes(next.getAndIncrement());
        long sent = System.nanoTime();
        bytes += connection.call(request);
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = System.nanoTime() - sent;
      }
    }
    return new Seen(Arrays.copyOf(nanos, count), bytes);
  }

  private static double percentile(long[] sorted, int percent) {
    return sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e6;
  }

  private static Figures median(List<Figures> all) {
    return new Figures(
        middle(all.stream().mapToDouble(Figures::perSecond).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::p50).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::p99).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::cpu).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::kib).sorted().toArray()));
  }

  private static double middle(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static void print(String run, String what, Figures f) {
    System.out.printf(
        Locale.ROOT,
        "%-7s %s connections: %,9.1f requests/s, p50 %8.2f ms, p99 %8.2f ms, processor %7.2f ms,"
            + " answer %,9.1f KiB%n",
        run,
        what,
        f.perSecond,
        f.p50,
        f.p99,
        f.cpu,
        f.kib);
  }

  /// User and system time of the apiserver and of etcd.
  private long ticks() throws IOException {
    long ticks = 0;
    for (long pid : processes.values()) {
      var line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[UTIME_FIELD]) + Long.parseLong(fields[UTIME_FIELD + 1]);
    }
    return ticks;
  }

  private void memory() throws IOException {
    for (var process : processes.entrySet()) {
      var rollup = Path.of("/proc", process.getValue().toString(), "smaps_rollup");
      for (var line : Files.readAllLines(rollup)) {
        if (line.startsWith("Pss:")) {
          long mib = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
          System.out.printf(
              Locale.ROOT,
              "memory  %s PSS %,d MiB with %,d instances%n",
              process.getKey(),
              mib,
              objects + named.get());
        }
      }
    }
  }

  /// A connection that stays open, spoken to as plainly as HTTP allows.
  private final class Connection implements AutoCloseable {
    private final SSLSocket socket;
    private final InputStream in;

    Connection() throws IOException {
      socket =
          (SSLSocket) admin.getSocketFactory().createSocket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// @return the bytes of the answer's body
    /// @throws IOException also if the answer is no success
    long call(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      var status = line();
      long length = 0;
      boolean chunked = false;
      for (var header = line(); !header.isEmpty(); header = line()) {
        var lower = header.toLowerCase(Locale.ROOT);
        chunked |= lower.startsWith("transfer-encoding:");
        if (lower.startsWith("content-length:")) {
          length = Long.parseLong(lower.substring("content-length:".length()).strip());
        }
      }
      if (!status.startsWith("HTTP/1.1 2")) {
        var said = new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
        throw new IOException(status + ": " + said);
      }
      if (!chunked) {
        in.skipNBytes(length);
        return length;
      }
      long all = 0;
      for (long size = size(); size > 0; size = size()) {
        in.skipNBytes(size);
        line();
        all += size;
      }
      line();
      return all;
    }

    private long size() throws IOException {
      return Long.parseLong(line(), 16);
    }

    private String line() throws IOException {
      var text = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the apiserver closed the connection");
        }
        if (c != '\r') {
          text.append((char) c);
        }
      }
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
