import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// The load of `hack/bench apply`: creates instances, 64 in flight, and counts at a watch when they
/// run.
///
/// Run as `java ApplyBench.java DIR INSTANCES RUNS`, where DIR is the state of a cluster of
/// simulated nodes.
final class ApplyBench {
  private static final int IN_FLIGHT = 64;
  private static final int TENANTS = 10;
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);

  /// A resourceVersion's lowest bits say where in its revision a key stands; the highest count
  /// restores.
  private static final int PLACE_BITS = 6;

  private static final long REVISIONS = 1L << 38;

  /// The kernel counts processor time in hundredths of a second.
  private static final double TICK_MILLIS = 10;

  /// Field 14 of `/proc/PID/stat`, counted behind the command's closing parenthesis (field 2).
  private static final int UTIME_FIELD = 14 - 3;

  private final Path directory;
  private final ApiClient api;
  private final int instances;
  private final AtomicLong repeated = new AtomicLong();

  /// @param cpu milliseconds of processor time per instance, by process; unlike the rates it says
  ///   the same on a machine that others use, too
  private record Figures(
      double perSecond,
      double createdPerSecond,
      double revisions,
      double events,
      double deletedPerSecond,
      Map<String, Double> cpu) {}

  private ApplyBench(Path directory, ApiClient api, int instances) {
    this.directory = directory;
    this.api = api;
    this.instances = instances;
  }

  static void main(String[] args) throws Exception {
    var directory = Path.of(args[0]);
    var tls = TlsFiles.in(directory.resolve("tls/admin")).read().sslContext();
    var calls = new HttpCalls(List.of(server(directory)), tls, REQUEST_LIMIT, _ -> {});
    try (var api = new ApiClient(calls)) {
      new ApplyBench(directory, api, Integer.parseInt(args[1])).run(Integer.parseInt(args[2]));
    }
  }

  private static URI server(Path directory) throws IOException {
    return Files.readAllLines(directory.resolve("kubeconfig")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("server:"))
        .map(line -> URI.create(line.substring("server:".length()).replace("\"", "").strip()))
        .findFirst()
        .orElseThrow();
  }

  private void run(int runs) throws Exception {
    prepare();
    var figures = new ArrayList<Figures>();
    var memory = "";
    for (int run = 1; run <= runs; run++) {
      var one = measure(run);
      memory = memory();
      figures.add(
          new Figures(
              one.perSecond,
              one.createdPerSecond,
              one.revisions,
              one.events,
              deleteAll(),
              one.cpu));
      print("run " + run, figures.getLast());
    }
    print("median", median(figures));
    if (repeated.get() > 0) {
      System.out.println("creates sent again after a broken connection: " + repeated.get());
    }
    System.out.print("memory with " + instances + " instances Running (MiB)\n" + memory);
  }

  private static void print(String what, Figures f) {
    System.out.printf(
        Locale.ROOT,
        "%-7s %,.0f instances/s to Running (created %,.0f/s, deleted %,.0f/s); per instance %.2f"
            + " revisions, %.2f watch events%n",
        what,
        f.perSecond,
        f.createdPerSecond,
        f.deletedPerSecond,
        f.revisions,
        f.events);
    System.out.print("        processor ms per instance:");
    f.cpu.forEach((process, ms) -> System.out.printf(Locale.ROOT, " %s %.2f", process, ms));
    System.out.println();
  }

  private static Figures median(List<Figures> all) {
    return new Figures(
        middle(all.stream().mapToDouble(Figures::perSecond).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::createdPerSecond).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::revisions).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::events).sorted().toArray()),
        middle(all.stream().mapToDouble(Figures::deletedPerSecond).sorted().toArray()),
        medianCpu(all));
  }

  private static Map<String, Double> medianCpu(List<Figures> all) {
    var median = new TreeMap<String, Double>();
    for (var process : all.getFirst().cpu.keySet()) {
      var values = all.stream().mapToDouble(f -> f.cpu.getOrDefault(process, 0.0)).sorted();
      median.put(process, middle(values.toArray()));
    }
    return median;
  }

  private static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /// Tenants with one wide subnet each, and what the instances refer to.
  private void prepare() {
    for (int t = 0; t < TENANTS; t++) {
      create(
          ResourceType.TENANTS,
          null,
          "apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: bench%d}\nspec: {}".formatted(t));
      create(
          ResourceType.TENANT_NETWORKS,
          "bench" + t,
          "apiVersion: ciao.io/v1\n"
              + "kind: TenantNetwork\n"
              + "metadata: {name: wide}\n"
              + "spec: {cidr: 10.0.0.0/16, subnetPrefixLength: 20}");
    }
    create(
        ResourceType.IMAGES,
        "default",
        "apiVersion: ciao.io/v1\n"
            + "kind: Image\n"
            + "metadata: {name: bench}\n"
            + "spec: {visibility: public, format: docker, source: {docker: {name: bench}}}");
    create(
        ResourceType.WORKLOADS,
        "default",
        "apiVersion: ciao.io/v1\n"
            + "kind: Workload\n"
            + "metadata: {name: bench}\n"
            + "spec: {visibility: public, runtime: container, image: bench, resources: {vcpus: 1,"
            + " memory: 1Mi}}");
  }

  private void create(ResourceType type, String namespace, String yaml) {
    try {
      api.create(type, namespace, ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)));
    } catch (ApiException e) {
      if (!e.isConflict()) {
        throw e;
      }
    }
  }

  private Figures measure(int run) throws Exception {
    var listed = api.list(ResourceType.INSTANCES, null, ListQuery.ALL).resourceVersion();
    var counting = new Counting(instances);
    var watcher = Thread.ofVirtual().start(() -> counting.watch(api, listed));
    var cpuBefore = cpuTicks();
    long begun = System.nanoTime();
    inFlight(instances, i -> createSurely(tenant(i), instance(run, i)));
    double created = seconds(begun);
    if (!counting.done.await(RUN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "%d of %d instances run after %s"
              .formatted(instances - counting.done.getCount(), instances, RUN_LIMIT));
    }
    double ran = seconds(begun);
    watcher.interrupt();
    var now = api.list(ResourceType.NODES, null, ListQuery.ALL).resourceVersion();
    return new Figures(
        instances / ran,
        instances / created,
        (double) (revision(now) - revision(listed)) / instances,
        (double) counting.events.get() / instances,
        0,
        perInstance(cpuBefore));
  }

  /// Creates an object though a connection may break: then it is sent again, and may be there.
  private void createSurely(String tenant, ObjectNode object) {
    try {
      api.create(ResourceType.INSTANCES, tenant, object);
    } catch (ApiUnreachableException lost) {
      repeated.incrementAndGet();
      try {
        api.create(ResourceType.INSTANCES, tenant, object);
      } catch (ApiException e) {
        if (!e.isConflict()) {
          throw e;
        }
      }
    }
  }

  private Map<String, Double> perInstance(Map<String, Long> ticksBefore) throws IOException {
    var cpu = new TreeMap<String, Double>();
    for (var process : cpuTicks().entrySet()) {
      long ticks = process.getValue() - ticksBefore.getOrDefault(process.getKey(), 0L);
      cpu.put(process.getKey(), ticks * TICK_MILLIS / instances);
    }
    return cpu;
  }

  /// User and system time of every process and of this one.
  private Map<String, Long> cpuTicks() throws IOException {
    var ticks = new TreeMap<String, Long>();
    var all = new TreeMap<>(processes());
    all.put("bench", ProcessHandle.current().pid());
    for (var process : all.entrySet()) {
      var stat = Path.of("/proc", process.getValue().toString(), "stat");
      if (Files.exists(stat)) {
        var line = Files.readString(stat);
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        ticks.put(
            process.getKey(),
            Long.parseLong(fields[UTIME_FIELD]) + Long.parseLong(fields[UTIME_FIELD + 1]));
      }
    }
    return ticks;
  }

  private double deleteAll() throws Exception {
    var all = api.list(ResourceType.INSTANCES, null, ListQuery.ALL).items();
    long begun = System.nanoTime();
    inFlight(all.size(), i -> api.delete(ResourceType.INSTANCES, key(all.get(i))));
    long end = System.nanoTime() + RUN_LIMIT.toNanos();
    while (!api.list(ResourceType.INSTANCES, null, ListQuery.ALL).items().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the instances were not gone after " + RUN_LIMIT);
      }
      Thread.sleep(200);
    }
    return all.size() / seconds(begun);
  }

  private static void inFlight(int count, IntConsumer call) throws Exception {
    var permits = new Semaphore(IN_FLIGHT);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, count)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            permits.acquireUninterruptibly();
                            try {
                              call.accept(i);
                            } finally {
                              permits.release();
                            }
                          }))
              .toList();
      for (var one : calls) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request failed: " + e.getCause().getMessage(), e);
    }
  }

  private static String tenant(int i) {
    return "bench" + i % TENANTS;
  }

  private static ObjectNode instance(int run, int i) {
    var object = Json.object();
    object.put("apiVersion", "ciao.io/v1").put("kind", "Instance");
    object.putObject("metadata").put("name", "r" + run + "-" + i);
    var spec = object.putObject("spec");
    spec.put("workload", "bench").putObject("network").put("name", "wide");
    return object;
  }

  private static ObjectKey key(JsonNode object) {
    var metadata = object.path("metadata");
    return new ObjectKey(metadata.path("namespace").asText(), metadata.path("name").asText());
  }

  private static long revision(String resourceVersion) {
    return (Long.parseLong(resourceVersion) >> PLACE_BITS) % REVISIONS;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /// What a watch has seen: distinct instances that run, and all events.
  private static final class Counting {
    private final Set<String> running = new HashSet<>();
    private final AtomicLong events = new AtomicLong();
    private final CountDownLatch done;

    Counting(int instances) {
      this.done = new CountDownLatch(instances);
    }

    void watch(ApiClient api, String from) {
      try (var stream = api.watch(ResourceType.INSTANCES, null, ListQuery.ALL.at(from))) {
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
          if (event.get() instanceof WatchEvent.Upserted(var object)) {
            events.incrementAndGet();
            see(object);
          }
          if (done.getCount() == 0) {
            return;
          }
        }
        System.err.println("bench: the watch ended early");
      }
    }

    private void see(ObjectNode object) {
      for (var condition : object.path("status").path("conditions")) {
        if ("Running".equals(condition.path("type").asText())
            && "True".equals(condition.path("status").asText())
            && running.add(object.path("metadata").path("uid").asText())) {
          done.countDown();
        }
      }
    }
  }

  /// Resident and proportional memory of each process, one line each.
  private String memory() throws IOException {
    var lines = new StringBuilder();
    for (var process : processes().entrySet()) {
      var rollup = Path.of("/proc", process.getValue().toString(), "smaps_rollup");
      if (Files.exists(rollup)) {
        var text = Files.readAllLines(rollup);
        lines.append(
            "  %-10s RSS %,6d  PSS %,6d%n"
                .formatted(process.getKey(), mib(text, "Rss:"), mib(text, "Pss:")));
      }
    }
    return lines.toString();
  }

  /// Process ids of the cluster's programs and of its etcd.
  private Map<String, Long> processes() throws IOException {
    var pids = new TreeMap<String, Long>();
    try (var files = Files.list(directory.resolve("run"))) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString().replace(".json", "");
        pids.put(name, Json.parse(Files.readAllBytes(file)).path("pid").asLong());
      }
    }
    var etcd = directory.resolve("apiserver/etcd/etcd.json");
    if (Files.exists(etcd)) {
      pids.put("etcd", Json.parse(Files.readAllBytes(etcd)).path("pid").asLong());
    }
    return pids;
  }

  private static long mib(List<String> rollup, String field) {
    return rollup.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
