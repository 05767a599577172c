package io.ciao.e2e.actor;

import io.ciao.api.codec.Json;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.RestCalls;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Who leads among several control planes, and what etcd's members say.
///
/// @param planes each with the names of its processes, as `dev status` has them
public record ControlPlanes(Cluster cluster, List<Plane> planes) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);

  /// More than a leading scheduler's probes come to in the time in which nodes send as many.
  private static final int MANY_RENEWALS = 12;

  private static final Pattern LEADER = Pattern.compile("\"leader\":(\\d+)");
  private static final Pattern MEMBER = Pattern.compile("\"member_id\":(\\d+)");
  private static final String PRESENCES = "/ciao-sys/presence/";

  /// A control plane.
  public record Plane(
      String apiserver, String scheduler, String etcd, int api, int ssntp, int member) {
    URI etcdUrl() {
      return URI.create("https://127.0.0.1:" + member);
    }
  }

  public static ControlPlanes of(Cluster cluster) throws IOException {
    var kept = Json.parse(Files.readAllBytes(cluster.directory().resolve("dev.json")));
    var planes = new ArrayList<Plane>();
    for (var ports : kept.path("planes")) {
      var number = planes.isEmpty() ? "" : Integer.toString(planes.size() + 1);
      planes.add(
          new Plane(
              "apiserver" + number,
              "scheduler" + number,
              "etcd" + number,
              ports.path("api").asInt(),
              ports.path("ssntp").asInt(),
              ports.path("etcd").asInt()));
    }
    return new ControlPlanes(cluster, List.copyOf(planes));
  }

  public List<String> apiservers() {
    return planes.stream().map(Plane::apiserver).toList();
  }

  /// The plane whose member leads etcd.
  public Plane etcdLeader() throws InterruptedException {
    return Eventually.within(LIMIT)
        .value(
            "etcd has a leader",
            () -> {
              for (var plane : planes) {
                var told = etcdctl(plane, "endpoint", "status", "-w", "json");
                if (!told.isBlank() && leads(told)) {
                  return plane;
                }
              }
              return null;
            });
  }

  /// The ids are unsigned, which our JSON reader refuses.
  private static boolean leads(String told) {
    var leader = LEADER.matcher(told);
    var member = MEMBER.matcher(told);
    return leader.find() && member.find() && leader.group(1).equals(member.group(1));
  }

  /// The plane whose scheduler leads.
  public Plane schedulerLeader() throws InterruptedException {
    return Eventually.within(LIMIT)
        .value(
            "a scheduler leads",
            () -> {
              var holder = get("/ciao-sys/election/scheduler");
              return planes.stream()
                  .filter(plane -> holder.contains(":" + plane.ssntp()))
                  .findFirst()
                  .orElse(null);
            });
  }

  private String get(String key) throws InterruptedException {
    for (var plane : planes) {
      var value = etcdctl(plane, "get", "--print-value-only", key);
      if (!value.isBlank()) {
        return value;
      }
    }
    return "";
  }

  /// Node to the number of its newest renewal, read from a member that answers.
  public Map<String, Long> renewals() throws InterruptedException {
    for (var plane : planes) {
      var lines = etcdctl(plane, "get", "--prefix", PRESENCES).lines().toList();
      var found = new TreeMap<String, Long>();
      for (int i = 0; i + 1 < lines.size(); i += 2) {
        var node = lines.get(i).substring(PRESENCES.length());
        if (!node.startsWith(".")) {
          found.put(node, Long.parseLong(lines.get(i + 1).split(" ")[1]));
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return Map.of();
  }

  /// Empty if the member does not answer.
  private String etcdctl(Plane plane, String... arguments) throws InterruptedException {
    var tls = cluster.directory().resolve("tls/etcd");
    var shell =
        Shell.PLAIN
            .with("ETCDCTL_API", "3")
            .with("ETCDCTL_ENDPOINTS", plane.etcdUrl().toString())
            .with("ETCDCTL_CACERT", tls.resolve("ca.pem").toString())
            .with("ETCDCTL_CERT", tls.resolve("cert.pem").toString())
            .with("ETCDCTL_KEY", tls.resolve("key.pem").toString())
            .with("ETCDCTL_DIAL_TIMEOUT", "1s")
            .with("ETCDCTL_COMMAND_TIMEOUT", "1s");
    var argv = new ArrayList<>(List.of("etcdctl"));
    argv.addAll(List.of(arguments));
    var ran = shell.run(COMMAND_LIMIT, argv);
    return ran.status() == 0 ? ran.out() : "";
  }

  /// The plane whose apiserver takes most of the renewals at this time.
  public Plane takesRenewals() throws IOException, InterruptedException {
    awaitApiservers();
    var before = nodeRequests();
    return Eventually.within(LIMIT)
        .value(
            "an apiserver takes renewals",
            () -> {
              var now = nodeRequests();
              return planes.stream()
                  .filter(plane -> now.get(plane) - before.get(plane) >= MANY_RENEWALS)
                  .findFirst()
                  .orElse(null);
            });
  }

  /// Waits until each apiserver answers.
  public void awaitApiservers() throws InterruptedException {
    Eventually.within(LIMIT).until("all apiservers answer", () -> !nodeRequests().isEmpty());
  }

  private Map<Plane, Long> nodeRequests() throws IOException, InterruptedException {
    var counts = new LinkedHashMap<Plane, Long>();
    for (var plane : planes) {
      counts.put(plane, requests(plane, "resource=\"nodes\""));
    }
    return counts;
  }

  /// How many writes that apiserver has refused because their leader's term was over.
  public long refusedTerms(Plane plane) throws IOException, InterruptedException {
    return requests(plane, "code=\"412\"");
  }

  private long requests(Plane plane, String label) throws IOException, InterruptedException {
    var metrics = URI.create("https://127.0.0.1:" + plane.api() + "/metrics");
    return RestCalls.of(cluster)
        .text(metrics)
        .lines()
        .filter(line -> line.startsWith("apiserver_request_total{"))
        .filter(line -> line.contains(label))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
