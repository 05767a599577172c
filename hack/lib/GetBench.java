import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares `ciaoctl get instances` with kubectl's on the same apiserver: runs in turn, wall clock
/// and processor time of each, medians and their ratio.
///
/// `java GetBench.java APISERVER STATE CIAOCTL OBJECTS RUNS`
final class GetBench {
  private static final double MILLIS_PER_TICK = 10;
  private static final double NANOS_PER_MILLI = 1_000_000;

  /// What waited-for children have used, in /proc/self/stat behind the name.
  private static final int CHILDREN_USER = 13;

  private record Cost(double wall, double processor) {}

  public static void main(String[] arguments) throws Exception {
    var state = Path.of(arguments[1]);
    var runs = Integer.parseInt(arguments[4]);
    try (var server = BenchServer.start(arguments[0], state)) {
      fill(server, Integer.parseInt(arguments[3]));
      var config = state.resolve("kubeconfig");
      Files.write(config, YamlEmitter.emit(config(server.uri())));
      var ciaoctl = new ArrayList<Cost>();
      var kubectl = new ArrayList<Cost>();
      for (int i = -2; i < runs; i++) {
        var ours = run(config, arguments[2], "get", "instances");
        var theirs = run(config, "kubectl", "get", "instances");
        if (i >= 0) {
          ciaoctl.add(ours);
          kubectl.add(theirs);
        }
      }
      print("ciaoctl", ciaoctl);
      print("kubectl", kubectl);
      System.out.printf(
          "ratio    wall %.2f, processor %.2f%n",
          median(ciaoctl, true) / median(kubectl, true),
          median(ciaoctl, false) / median(kubectl, false));
    }
  }

  private static void fill(BenchServer server, int objects) {
    try (var client =
        new ApiClient(
            new HttpCalls(
                List.of(server.uri()), server.admin(), Duration.ofSeconds(20), _ -> {}))) {
      for (int i = 0; i < objects; i++) {
        var object = Json.object().put("apiVersion", "ciao.io/v1").put("kind", "Instance");
        object.putObject("metadata").put("name", "i" + i);
        object.putObject("spec").put("workload", "w");
        client.create(ResourceType.INSTANCES, "default", object);
      }
    }
  }

  private static ObjectNode config(URI server) {
    var config = Json.object();
    config.put("apiVersion", "v1").put("kind", "Config").put("current-context", "b");
    var cluster = config.putArray("clusters").addObject().put("name", "b").putObject("cluster");
    cluster.put("server", server.toString()).put("certificate-authority", "admin/ca.pem");
    var user = config.putArray("users").addObject().put("name", "b").putObject("user");
    user.put("client-certificate", "admin/cert.pem").put("client-key", "admin/key.pem");
    var context = config.putArray("contexts").addObject().put("name", "b").putObject("context");
    context.put("cluster", "b").put("user", "b").put("namespace", "default");
    return config;
  }

  private static Cost run(Path config, String... command) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--kubeconfig", config.toString()));
    var before = childrensMillis();
    var begin = System.nanoTime();
    var process =
        new ProcessBuilder(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
    return new Cost((System.nanoTime() - begin) / NANOS_PER_MILLI, childrensMillis() - before);
  }

  private static double childrensMillis() throws IOException {
    var stat = Files.readString(Path.of("/proc/self/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]))
        * MILLIS_PER_TICK;
  }

  private static void print(String name, List<Cost> costs) {
    System.out.printf(
        "%-8s wall %.0f ms, processor %.0f ms%n", name, median(costs, true), median(costs, false));
  }

  private static double median(List<Cost> costs, boolean wall) {
    var values = costs.stream().mapToDouble(wall ? Cost::wall : Cost::processor).toArray();
    Arrays.sort(values);
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }
}
