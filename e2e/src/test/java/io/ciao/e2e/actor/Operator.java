package io.ciao.e2e.actor;

import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.MachineState;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Somebody with root on the machine, who looks and starts things.
public record Operator(Cluster cluster) {
  private static final Duration NAMESPACE_LIMIT = Duration.ofSeconds(30);

  /// Process name to pid of what runs, as `ciaoctl dev status` says.
  public Map<String, Long> processes() throws InterruptedException {
    var pids = new LinkedHashMap<String, Long>();
    for (var line : cluster.status().lines()) {
      var words = line.split(" +");
      if (words.length >= 3 && words[1].matches("\\d+")) {
        pids.put(words[0], Long.parseLong(words[1]));
      }
    }
    return pids;
  }

  public long pid(String process) throws InterruptedException {
    var pid = processes().get(process);
    if (pid == null) {
      throw new AssertionError(process + " does not run");
    }
    return pid;
  }

  /// Starts what is missing, or only the named processes.
  public void start(String... processes) throws InterruptedException {
    if (processes.length == 0) {
      cluster.up().succeeded();
    } else {
      cluster.up("--only", String.join(",", processes)).succeeded();
    }
  }

  /// Takes a node's power away: its cables first, then all that runs there.
  public void halt(String node) throws InterruptedException {
    dev("halt", node);
  }

  /// Gives a node that was halted its cables and its programs.
  public void bringBack(String node) throws InterruptedException {
    dev("start", node);
  }

  private void dev(String verb, String node) throws InterruptedException {
    cluster
        .shell()
        .run(
            Cluster.ciaoctl(),
            "dev",
            verb,
            "--name",
            cluster.name(),
            "--dir",
            cluster.directory().toString(),
            node)
        .succeeded();
  }

  /// Runs a program in a network namespace of the cluster: `cn1`, `nn1`, `fab`, `outside`.
  public Ran in(String node, String... argv) throws InterruptedException {
    return inNamespace(cluster.namespace(node), argv);
  }

  public Ran inNamespace(String namespace, String... argv) throws InterruptedException {
    var words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    words.addAll(Arrays.asList(argv));
    return cluster.shell().run(words);
  }

  /// Namespaces of tenant subnets and concentrators on that node.
  public List<String> tenantNamespaces(String node) throws InterruptedException {
    return cluster.shell().run("ip", "netns", "list").succeeded().lines().stream()
        .map(line -> line.split(" ")[0])
        .filter(name -> name.startsWith(cluster.namespace(node) + "-"))
        .toList();
  }

  /// The one tenant namespace of that node.
  public String tenantNamespace(String node) throws InterruptedException {
    return Eventually.within(NAMESPACE_LIMIT)
        .value(
            "one tenant namespace on " + node,
            () -> {
              var found = tenantNamespaces(node);
              return found.size() == 1 ? found.getFirst() : null;
            });
  }

  /// Runs etcdctl against the cluster's etcd, with the variables that `dev status` prints.
  public Ran etcdctl(String... arguments) throws InterruptedException {
    return etcdctl(new byte[0], arguments);
  }

  public Ran etcdctl(byte[] input, String... arguments) throws InterruptedException {
    var shell = cluster.shell();
    for (var line : cluster.status().lines()) {
      if (line.startsWith("ETCDCTL_")) {
        shell =
            shell.with(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    var argv = new ArrayList<>(List.of("etcdctl"));
    argv.addAll(Arrays.asList(arguments));
    return shell.run(Duration.ofSeconds(20), input, argv);
  }

  /// What runs for an instance: QEMU processes and containers, one line each.
  public List<String> guests(String uid) throws InterruptedException {
    var found = new ArrayList<>(machines(uid));
    found.addAll(containers(uid));
    return found;
  }

  /// Its QEMU processes, as pid and command line.
  public List<String> machines(String uid) {
    return MachineState.processes(line -> line.contains("qemu-system") && line.contains(uid));
  }

  /// The pid of its only QEMU process.
  public long machine(String uid) {
    var found = machines(uid);
    if (found.size() != 1) {
      throw new AssertionError("one QEMU process is expected for " + uid + ": " + found);
    }
    return Long.parseLong(found.getFirst().split(" ")[0]);
  }

  /// Ids of its running containers.
  public List<String> containers(String uid) throws InterruptedException {
    return cluster.docker("ps", "-q", "--filter", "label=io.ciao.instance=" + uid).lines();
  }

  /// The id of its only container.
  public String container(String uid) throws InterruptedException {
    var found = containers(uid);
    if (found.size() != 1) {
      throw new AssertionError("one container is expected for " + uid + ": " + found);
    }
    return found.getFirst();
  }

  /// The pid of the first process of its only container.
  public String process(String uid) throws InterruptedException {
    return cluster
        .docker("inspect", "-f", "{{.State.Pid}}", container(uid))
        .succeeded()
        .out()
        .strip();
  }

  /// Runs a program of this machine in the network of a container.
  public Ran inContainer(String uid, String... argv) throws InterruptedException {
    var words = new ArrayList<>(List.of("nsenter", "-t", process(uid), "-n"));
    words.addAll(Arrays.asList(argv));
    return cluster.shell().run(words);
  }
}
