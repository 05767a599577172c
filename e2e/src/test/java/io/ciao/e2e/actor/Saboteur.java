package io.ciao.e2e.actor;

import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Somebody who breaks things; what he closes he can open again.
public record Saboteur(Cluster cluster) {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final String TABLE = "sabotage";

  /// Kills a process of the cluster, named as `dev status` does, and waits for its end.
  public void kill(String process) throws InterruptedException {
    killPid(new Operator(cluster).pid(process));
  }

  /// The same of several, one right after the other.
  public void kill(List<String> processes) throws InterruptedException {
    var pids = new Operator(cluster).processes();
    for (var process : processes) {
      killPid(pids.get(process));
    }
  }

  /// `kill -9` of any process.
  public void killPid(long pid) throws InterruptedException {
    Shell.PLAIN.run("bash", "-c", "kill -9 " + pid).succeeded();
    Eventually.within(END_LIMIT).until("process " + pid + " has ended", () -> ended(pid));
  }

  /// Stops a process without ending it, until it is resumed.
  public void pause(String process) throws InterruptedException {
    signal("STOP", process);
  }

  public void resume(String process) throws InterruptedException {
    signal("CONT", process);
  }

  private void signal(String name, String process) throws InterruptedException {
    signal(name, new Operator(cluster).pid(process));
  }

  private static void signal(String name, long pid) throws InterruptedException {
    Shell.PLAIN.run("bash", "-c", "kill -" + name + " " + pid).succeeded();
  }

  /// Stops any process without ending it, until it is resumed.
  public static void stop(long pid) throws InterruptedException {
    signal("STOP", pid);
  }

  /// Lets it go on.
  public static void resume(long pid) throws InterruptedException {
    signal("CONT", pid);
  }

  private static boolean ended(long pid) throws java.io.IOException {
    var stat = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.exists(stat)) {
      return true;
    }
    var text = Files.readString(stat);
    return Set.of('Z', 'X').contains(text.charAt(text.lastIndexOf(')') + 2));
  }

  /// Drops what leaves a node for a TCP port, connections that exist included.
  public void closePort(String node, int port) throws InterruptedException {
    var namespace = cluster.namespace(node);
    var rules =
        "table inet %s { chain out { type filter hook output priority 0; tcp dport %d counter drop; }; }"
            .formatted(TABLE, port);
    Shell.PLAIN.run("ip", "netns", "exec", namespace, "nft", rules).succeeded();
  }

  /// Opens what was closed on that node.
  public void openPorts(String node) throws InterruptedException {
    var namespace = cluster.namespace(node);
    Shell.PLAIN
        .run("ip", "netns", "exec", namespace, "nft", "delete", "table", "inet", TABLE)
        .succeeded();
  }

  /// Which packets of a node are lost.
  public enum Direction {
    BOTH,
    OUT,
    IN
  }

  /// Loses all packets between a node and everybody else; its own loopback works.
  public void cutOff(String node, Direction direction) throws InterruptedException {
    var namespace = cluster.namespace(node);
    var rules =
        "table inet %s {%s%s }"
            .formatted(
                TABLE,
                direction == Direction.IN ? "" : chain("output", "oif"),
                direction == Direction.OUT ? "" : chain("input", "iif"));
    Shell.PLAIN.run("ip", "netns", "exec", namespace, "nft", rules).succeeded();
  }

  private static String chain(String hook, String link) {
    return " chain %s { type filter hook %s priority -300; %s != lo counter drop; };"
        .formatted(hook, hook, link);
  }

  /// Lets all packets through again.
  public void heal(String node) throws InterruptedException {
    openPorts(node);
  }
}
