package io.ciao.ctl.dev;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Starts the cluster, or what is missing of it, and waits until its nodes are ready.
@Command(
    name = "up",
    description = "Start the cluster, or what is missing of it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What runs already is left alone, so the same command repairs a cluster.",
      "",
      "Examples:",
      "  ciaoctl dev up --nodes 2",
      "  ciaoctl dev up --name b --underlay 198.18.9.0/24 --api-port 0 --ssntp-port 0",
      "  ciaoctl dev up --nodes 2 --network-nodes 2",
      "  ciaoctl dev up --control-planes 3 --nodes 2",
      "  ciaoctl dev up --nodes 0 --network-node-computes",
      "  ciaoctl dev up --no-network-node --nodes 0 --simulated 100"
    })
public final class DevUpCommand implements Callable<Integer> {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /// Each of several control planes starts three processes more.
  private static final Duration READY_LIMIT_PER_PLANE = Duration.ofSeconds(20);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  @Mixin private DevPlace place = new DevPlace();

  @Option(
      names = "--underlay",
      paramLabel = "CIDR",
      description = {
        "The cluster's network (default: 198.18.0.0/24). Its lower half is between the nodes, its",
        "upper half outside, where network nodes alone have a link."
      })
  private @Nullable String underlay;

  @Option(names = "--nodes", paramLabel = "K", description = "Compute nodes (default: 1).")
  private @Nullable Integer nodes;

  @Option(
      names = "--simulated",
      paramLabel = "K",
      description = "Simulated compute nodes (default: 0).")
  private @Nullable Integer simulated;

  @Option(
      names = "--network-nodes",
      paramLabel = "K",
      description = "Network nodes, which carry concentrators (default: 1).")
  private @Nullable Integer networkNodes;

  @Option(
      names = "--no-network-node",
      description = "The same as --network-nodes 0 (for load runs with simulated nodes).")
  private boolean noNetworkNode;

  @Option(
      names = "--network-node-computes",
      description = "Let network nodes run instances, too: with --nodes 0 one node is all.")
  private boolean networkNodeComputes;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      description = "Port of the apiserver (default: 6443; 0: a free one).")
  private @Nullable Integer apiPort;

  @Option(
      names = "--ssntp-port",
      paramLabel = "PORT",
      description = "Port of the scheduler (default: 8888; 0: a free one).")
  private @Nullable Integer ssntpPort;

  @Option(
      names = "--docker-host",
      paramLabel = "URL",
      description = "Docker engine (default: DOCKER_HOST, or the default engine).")
  private @Nullable String dockerHost;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Directory with image files (default: dist/images).")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--control-planes",
      paramLabel = "K",
      description = {
        "Apiservers, schedulers and members of etcd, a process each (default: 1, whose apiserver",
        "runs etcd). 3 go on without one of each."
      })
  private @Nullable Integer planes;

  @Option(names = "--no-wait", description = "Do not wait until the nodes are ready.")
  private boolean noWait;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PROCESS",
      description = "Start only these processes, named as dev status does, and do not wait.")
  private List<String> only = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var begun = System.nanoTime();
    var layout =
        DevCluster.up(
            place.directory(),
            place.programs(),
            options(),
            DevOptions.planes(planes == null ? 1 : planes),
            only,
            System.err::println);
    DevKubeconfig.write(layout);
    if (place.inHome() && DevKubeconfig.link(layout, place.configInHome())) {
      System.err.println("ciaoctl speaks to this cluster now (" + place.configInHome() + ")");
    } else {
      System.err.println("to speak to it: export CIAOCONFIG=" + layout.kubeconfig());
    }
    if (!noWait && only.isEmpty()) {
      awaitReady(layout);
      System.err.printf(
          "cluster %s is up after %.1f s%n",
          layout.options().name(), (System.nanoTime() - begun) / 1e9);
    }
    return 0;
  }

  /// What is asked for now, over what the cluster was started with before.
  private DevOptions options() {
    var kept = DevCluster.kept(place.directory());
    if (networkNodeComputes && kept.isPresent() && !kept.get().networkNodeComputes()) {
      throw new DevException(
          "the network node of cluster %s runs no instances, and its certificate says so; to change that run dev down first"
              .formatted(kept.get().name()));
    }
    var base =
        kept.orElseGet(
            () ->
                new DevOptions(
                    place.name(),
                    "198.18.0.0/24",
                    1,
                    0,
                    6443,
                    8888,
                    dockerFromEnvironment(),
                    List.of(place.images().toString()),
                    1,
                    false,
                    List.of()));
    var fixed = underlay != null || apiPort != null || ssntpPort != null || planes != null;
    if (kept.isPresent() && fixed) {
      throw new DevException(
          "cluster %s in %s runs with underlay %s, ports %d and %d and %d control planes; to change them run dev down first"
              .formatted(
                  base.name(),
                  place.directory(),
                  base.underlay(),
                  base.apiPort(),
                  base.ssntpPort(),
                  Math.max(1, base.planes().size())));
    }
    return new DevOptions(
        base.name(),
        underlay == null ? base.underlay() : underlay,
        nodes == null ? base.nodes() : nodes,
        simulated == null ? base.simulated() : simulated,
        apiPort == null ? base.apiPort() : apiPort,
        ssntpPort == null ? base.ssntpPort() : ssntpPort,
        dockerHost == null ? base.dockerHost() : dockerHost,
        images.isEmpty()
            ? base.images()
            : images.stream().map(p -> p.toAbsolutePath().toString()).toList(),
        networkNodes(base),
        base.networkNodeComputes() || networkNodeComputes,
        base.planes());
  }

  private int networkNodes(DevOptions base) {
    if (noNetworkNode) {
      if (networkNodes != null && networkNodes != 0) {
        throw new DevException(
            "--network-nodes %d and --no-network-node exclude each other".formatted(networkNodes));
      }
      return 0;
    }
    return networkNodes == null ? base.networkNodes() : networkNodes;
  }

  private static @Nullable String dockerFromEnvironment() {
    var host = System.getenv("DOCKER_HOST");
    return host == null || host.isEmpty() ? null : host;
  }

  private void awaitReady(DevLayout layout) throws InterruptedException {
    var tls = TlsFiles.in(layout.tls("admin")).read().sslContext();
    var calls =
        new HttpCalls(
            List.of(URI.create(layout.apiUrl("127.0.0.1"))), tls, REQUEST_TIMEOUT, _ -> {});
    try (var client = new ApiClient(calls)) {
      new NodesReady(client, layout, place.directory(), place.programs())
          .await(
              READY_LIMIT.plus(READY_LIMIT_PER_PLANE.multipliedBy(layout.planes().size() - 1)),
              System.err::println);
    }
  }
}
