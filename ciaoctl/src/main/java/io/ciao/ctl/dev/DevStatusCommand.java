package io.ciao.ctl.dev;

import io.ciao.api.codec.Json;
import io.ciao.ctl.output.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows the cluster's processes and nodes, and how to reach its etcd. Status 1 if one of them does
/// not run.
@Command(
    name = "status",
    description =
        "Show the cluster's processes and nodes, and the variables with which etcdctl reaches its"
            + " etcd.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl dev status",
      "  env $(ciaoctl dev status | grep ^ETCDCTL_) etcdctl get --prefix /ciao/"
    })
public final class DevStatusCommand implements Callable<Integer> {
  @Mixin private DevPlace place = new DevPlace();

  @Override
  public Integer call() throws IOException {
    var processes = DevCluster.status(place.directory(), place.programs());
    if (processes.isEmpty()) {
      System.out.println("no cluster in " + place.directory() + "; start one: ciaoctl dev up");
      return 1;
    }
    var running = processes.stream().filter(process -> process.pid() != 0).count();
    System.out.println(headline(place.directory(), running, processes.size()));
    System.out.println();
    var table = new TextTable(List.of("PROCESS", "PID", "LOG"));
    for (var process : processes) {
      table.add(
          List.of(
              process.name(),
              process.pid() == 0 ? "not running" : Long.toString(process.pid()),
              process.log().toString()));
    }
    table.print(System.out);
    System.out.println();
    nodes();
    System.out.println();
    System.out.println("To speak to it:");
    System.out.println("export CIAOCONFIG=" + place.directory().resolve("kubeconfig"));
    var members =
        DevCluster.kept(place.directory())
            .map(options -> new DevLayout(place.directory(), place.programs(), options))
            .filter(layout -> !layout.etcdUrls().isEmpty());
    if (members.isPresent()) {
      etcd(String.join(",", members.get().etcdUrls()), members.get().tls(DevPrograms.ETCD), "");
    } else {
      etcd(place.directory().resolve(DevPrograms.APISERVER).resolve("etcd"));
    }
    return processes.stream().allMatch(p -> p.pid() != 0) ? 0 : 1;
  }

  private void nodes() {
    var table = new TextTable(List.of("NODE", "ADDRESS", "LINK", "STATE"));
    for (var status : DevNodes.of(place, _ -> {}).status()) {
      var node = status.node();
      table.add(List.of(node.name(), node.address(), status.link(), status.state()));
    }
    table.print(System.out);
  }

  /// Whether it is up, in one line.
  static String headline(Path directory, long running, int wanted) {
    var state = running == wanted ? "up" : running == 0 ? "down" : "partly up";
    return "cluster in %s: %s, %d of %d processes run%s"
        .formatted(
            directory,
            state,
            running,
            wanted,
            running == wanted ? "" : "; start what is missing: ciaoctl dev up");
  }

  private static void etcd(Path directory) throws IOException {
    var file = directory.resolve("etcd.json");
    if (!Files.exists(file)) {
      return;
    }
    var urls = Json.parse(Files.readAllBytes(file)).path("clientUrls");
    var endpoints =
        StreamSupport.stream(urls.spliterator(), false)
            .map(u -> u.asText())
            .collect(Collectors.joining(","));
    etcd(endpoints, directory.resolve("tls"), "client-");
  }

  private static void etcd(String endpoints, Path tls, String whose) {
    System.out.println();
    System.out.println("For etcdctl:");
    System.out.println("ETCDCTL_API=3");
    System.out.println("ETCDCTL_ENDPOINTS=" + endpoints);
    System.out.println("ETCDCTL_CACERT=" + tls.resolve("ca.pem"));
    System.out.println("ETCDCTL_CERT=" + tls.resolve(whose + "cert.pem"));
    System.out.println("ETCDCTL_KEY=" + tls.resolve(whose + "key.pem"));
  }
}
