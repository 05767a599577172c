package io.ciao.ctl.dev;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Node;
import io.ciao.ctl.dev.DevLayout.DevNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Waits until the apiserver answers and every node of the cluster is ready; ends early if a
/// process ended.
final class NodesReady {
  private static final Duration POLL = Duration.ofMillis(150);
  private static final Duration CONNECT_LIMIT = Duration.ofMillis(500);
  private static final String NOT_THERE = "not there yet";

  private final ApiClient client;
  private final DevLayout layout;
  private final List<String> expected;
  private final Path directory;
  private final Path programs;

  NodesReady(ApiClient client, DevLayout layout, Path directory, Path programs) {
    this.client = client;
    this.layout = layout;
    this.expected =
        Stream.concat(layout.nodes().stream().map(DevNode::name), layout.simulatedNodes().stream())
            .toList();
    this.directory = directory;
    this.programs = programs;
  }

  void await(Duration limit, Consumer<String> say) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    var shown = "";
    while (true) {
      var state = state();
      if (state.isEmpty()) {
        return;
      }
      if (!state.equals(shown)) {
        say.accept("  waiting for " + state);
        shown = state;
      }
      refuseIfEnded();
      if (System.nanoTime() - end > 0) {
        throw new DevException(
            "the cluster was not ready after %d s: still waiting for %s; logs are in %s"
                .formatted(limit.toSeconds(), state, directory.resolve("log")));
      }
      Thread.sleep(POLL);
    }
  }

  /// What is awaited; empty if nothing is.
  private String state() {
    var reasons = new TreeMap<String, String>();
    expected.forEach(name -> reasons.put(name, NOT_THERE));
    try {
      for (var item : client.list(ResourceType.NODES, null, ListQuery.ALL).items()) {
        var node = Json.toRecord(item, Node.class);
        var ready = Conditions.find(node.status().conditions(), CommonReasons.READY);
        if (ready.map(Condition::holds).orElse(false)) {
          reasons.remove(node.metadata().requireName());
        } else {
          reasons.computeIfPresent(
              node.metadata().requireName(),
              (_, _) -> ready.map(Condition::reason).orElse("not heard yet"));
        }
      }
    } catch (ApiUnreachableException | ApiException e) {
      return "the apiserver";
    }
    return reasons.isEmpty() ? deafAgents() : "nodes: " + NodeReasons.sentence(reasons);
  }

  /// What is stored of a node outlives its agent for a while, so each agent is asked as well.
  private String deafAgents() {
    var deaf = layout.nodes().stream().filter(node -> !listens(node)).map(DevNode::name).toList();
    return deaf.isEmpty() ? "" : "the agents of " + deaf;
  }

  private static boolean listens(DevNode node) {
    try (var socket = new Socket()) {
      var address = new InetSocketAddress(node.address(), DevLayout.AGENT_PORT);
      socket.connect(address, (int) CONNECT_LIMIT.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void refuseIfEnded() {
    for (var process : DevCluster.status(directory, programs)) {
      if (process.pid() == 0) {
        throw new DevException("%s ended; its log is %s".formatted(process.name(), process.log()));
      }
    }
  }
}
