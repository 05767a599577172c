package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.api.codec.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Eight writers over three apiservers that are killed at random, on one quota and one small range
/// of addresses: what the tenant is charged and which addresses are claimed equals what exists, at
/// every etcd revision that is looked at.
@Tag("api")
final class ChargedWritersIT {
  private static final int WRITERS = 8;
  private static final int SERVERS = 3;
  private static final int ADDRESSES = 12;
  private static final int CHECKS = Boolean.getBoolean("ciao.long") ? 2_000 : 100;
  private static final int KILLS = Boolean.getBoolean("ciao.long") ? 30 : 3;
  private static final String INSTANCES = CIAO + "/namespaces/raced/instances";
  private static final long VCPUS = 20;
  private static final String EVERYTHING =
      "{\"key\":\"%s\",\"range_end\":\"%s\"}".formatted(base64("/ciao"), base64("/ciap"));

  private final Map<Integer, String> urls = new ConcurrentHashMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final LongAdder created = new LongAdder();
  private final LongAdder exceeded = new LongAdder();
  private final LongAdder bound = new LongAdder();
  private final LongAdder taken = new LongAdder();

  @Test
  void usageAndClaimsEqualWhatExistsAtEveryMoment(@TempDir Path directory) throws Exception {
    try (TestServer keeper = TestServer.start(directory);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      prepare(keeper.admin());
      keeper.publicImage("i");
      List<ApiServerProcess> servers = new ArrayList<>();
      try {
        for (int i = 0; i < SERVERS; i++) {
          servers.add(
              new ApiServerProcess(
                  directory.resolve("s" + i), directory.resolve("tls"), keeper.state()));
        }
        for (int i = 0; i < SERVERS; i++) {
          urls.put(i, servers.get(i).url());
        }
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(threads.submit(new Writer(keeper, i)));
        }
        List<Future<String>> restarts = checkAndKill(keeper, servers, threads);
        ended.set(true);
        for (Future<Void> writer : writers) {
          writer.get();
        }
        for (Future<String> restart : restarts) {
          restart.get();
        }
      } finally {
        ended.set(true);
        servers.forEach(ApiServerProcess::close);
      }
      requireExact(keeper.etcd());
    }
  }

  /// Whether everything that is to be seen has happened: how soon it does is chance.
  private boolean hasSeenAll() {
    return created.sum() > 50 && bound.sum() > 20 && exceeded.sum() > 0 && taken.sum() > 0;
  }

  /// Looks again and again; in between, evenly, kills an apiserver, as long as another one serves.
  ///
  /// @return the starts of those in their places, each with where it serves
  private List<Future<String>> checkAndKill(
      TestServer keeper, List<ApiServerProcess> servers, ExecutorService threads) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    TestClient etcd = keeper.etcd();
    List<Future<String>> restarts = new ArrayList<>();
    int kills = 0;
    for (int check = 0; check < CHECKS || kills < KILLS || !hasSeenAll(); check++) {
      requireExact(etcd);
      int victim = random.nextInt(SERVERS);
      boolean due =
          created.sum() > 20L * (kills + 1) && check >= CHECKS / (KILLS + 1) * (kills + 1);
      if (due && urls.size() > 1 && urls.remove(victim) != null) {
        servers.get(victim).killAndStart();
        kills++;
        restarts.add(threads.submit(() -> serving(victim, servers.get(victim))));
      }
    }
    return restarts;
  }

  private String serving(int number, ApiServerProcess server) throws Exception {
    String url = server.url();
    urls.put(number, url);
    return url;
  }

  private static void prepare(TestClient admin) throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"raced\"}}");
    assertThat(
            admin
                .post(
                    CIAO + "/namespaces/raced/quotas",
                    "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"limits\":{\"vcpus\":"
                        + VCPUS
                        + "}}}")
                .code())
        .isEqualTo(201);
  }

  /// Reads all keys at one revision, and compares.
  private static void requireExact(TestClient etcd) throws Exception {
    TestClient.Reply all = etcd.post("/v3/kv/range", EVERYTHING);
    assertThat(all.code()).as("%s", all).isEqualTo(200);
    Map<String, String> values = new HashMap<>();
    for (JsonNode pair : all.json().path("kvs")) {
      values.put(text(pair.path("key")), text(pair.path("value")));
    }
    long instances = 0;
    long vcpus = 0;
    TreeSet<String> addresses = new TreeSet<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (entry.getKey().startsWith("/ciao/instances/raced/")) {
        JsonNode instance =
            ObjectReader.readStored(entry.getValue().getBytes(StandardCharsets.UTF_8));
        instances++;
        vcpus += instance.at("/spec/resources/vcpus").asLong();
        String address = instance.at("/status/network/address").asText("");
        if (!address.isEmpty()) {
          addresses.add(address + " " + instance.at("/metadata/uid").asText());
        }
      }
    }
    JsonNode used = new ObjectMapper().readTree(values.get("/ciao-sys/usage/raced")).path("used");
    assertThat(used.path("instances").asLong()).as("instances charged").isEqualTo(instances);
    assertThat(used.path("vcpus").asLong()).as("vCPUs charged").isEqualTo(vcpus);
    assertThat(vcpus).isLessThanOrEqualTo(VCPUS);
    TreeSet<String> claims = new TreeSet<>();
    String prefix = "/ciao-sys/unique/instance-address/raced.default/";
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            claims.add(key.substring(prefix.length()) + " " + value);
          }
        });
    assertThat(claims).as("addresses claimed").isEqualTo(addresses);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
  }

  /// Makes, binds and removes instances, through whichever apiserver answers.
  private final class Writer implements Callable<Void> {
    private final TestServer keeper;
    private final int number;
    private final SplittableRandom random;
    private final Map<String, TestClient> admins = new HashMap<>();
    private final Map<String, TestClient> schedulers = new HashMap<>();

    Writer(TestServer keeper, int number) {
      this.keeper = keeper;
      this.number = number;
      this.random = new SplittableRandom(number);
    }

    @Override
    public Void call() throws Exception {
      try {
        for (int turn = 0; !ended.get(); turn++) {
          String url = urls.get(random.nextInt(SERVERS));
          if (url == null) {
            continue;
          }
          try {
            live(url, "w" + number + "-" + turn % 4);
          } catch (IOException killed) {
            // What became of it does not matter: the sums must be right either way.
          }
        }
        return null;
      } finally {
        admins.values().forEach(TestClient::close);
        schedulers.values().forEach(TestClient::close);
      }
    }

    private void live(String url, String name) throws Exception {
      TestClient admin =
          admins.computeIfAbsent(
              url, u -> new TestClient(u, keeper.certificates().admin().sslContext()));
      TestClient scheduler =
          schedulers.computeIfAbsent(
              url, u -> new TestClient(u, keeper.certificates().scheduler().sslContext()));
      TestClient.Reply made =
          admin.post(
              INSTANCES,
              "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"image\":\"i\",\"resources\":{\"vcpus\":%d}}}"
                  .formatted(name, 1 + random.nextInt(4)));
      switch (made.code()) {
        case 201 -> {
          created.increment();
          bind(scheduler, made.json());
        }
        case 403 -> exceeded.increment();
        case 409, 503, 504 -> {}
        default -> throw new AssertionError(made.text());
      }
      if (made.code() == 403 || random.nextInt(3) == 0) {
        admin.delete(INSTANCES + "/" + name);
        admin.patch(INSTANCES + "/" + name, "{\"metadata\":{\"finalizers\":null}}");
      }
    }

    private void bind(TestClient scheduler, JsonNode instance) throws Exception {
      String item =
          """
          {"items":[{"namespace":"raced","name":"%s","uid":"%s","generation":1,"nodeName":"n","nodeUID":"x",
           "network":{"subnet":"172.16.0.0/24","concentrator":"c","mac":"02:00:ac:10:00:02",
                      "address":"172.16.0.%d","forward":33002}}]}
          """
              .formatted(
                  instance.at("/metadata/name").asText(),
                  instance.at("/metadata/uid").asText(),
                  2 + random.nextInt(ADDRESSES));
      JsonNode answer = scheduler.post(CIAO + "/instances:bind", item).json().at("/items/0");
      switch (answer.path("reason").asText()) {
        case "Bound" -> bound.increment();
        case "AddressTaken" -> taken.increment();
        default ->
            assertThat(answer.path("code").asInt()).as("%s", answer).isIn(404, 409, 503, 504);
      }
    }
  }
}
