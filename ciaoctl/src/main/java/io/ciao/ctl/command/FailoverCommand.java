package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.FailoverConfig;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Node;
import io.ciao.ctl.command.FailoverOrder.NodeSeen;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows and commands what becomes of instances whose node is lost.
@Command(
    name = "failover",
    description = "Show what waits for lost nodes; move an instance off one; go on after a pause.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl failover                 nodes, what waits for lost ones, whether it is paused",
      "  ciaoctl failover web --force     give up what web has on its lost node",
      "  ciaoctl failover --resume        nodes silent now are lost, however many they are"
    })
public final class FailoverCommand implements Callable<Integer> {
  private static final int FORBIDDEN = 403;

  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "An instance that waits for its lost node.")
  private @Nullable String name;

  @Option(
      names = "--force",
      description = "Start it afresh on another node; what is on its disk is given up.")
  private boolean force;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--resume",
      description = "Declare lost what is silent now, though it is more than half of the nodes.")
  private boolean resume;

  @Override
  public Integer call() {
    var instance = name;
    if (resume && (instance != null || force)) {
      throw new UsageException("--resume is for the whole cluster: ciaoctl failover --resume");
    }
    if (force && instance == null) {
      throw new UsageException("an instance is needed: ciaoctl failover INSTANCE --force");
    }
    if (resume) {
      resume();
    } else if (instance == null) {
      show();
    } else {
      var plain = InstanceNames.of(List.of(instance), "ciaoctl failover NAME-0 --force").getFirst();
      if (!force) {
        throw new UsageException(
            "to give up what %s has on its lost node: ciaoctl failover %s --force; what it waits for: ciaoctl why instance/%s"
                .formatted(plain, plain, plain));
      }
      order(new ObjectKey(session.namespace(), plain));
    }
    return 0;
  }

  private void show() {
    new FailoverOverview(
            config(),
            records(ResourceType.NODES, Node.class),
            records(ResourceType.INSTANCES, Instance.class),
            Instant.now())
        .print(session.out());
  }

  private <T> List<T> records(ResourceType type, Class<T> record) {
    return session.client().list(type, null, ListQuery.ALL).items().stream()
        .map(item -> Json.toRecord(item, record))
        .toList();
  }

  private Optional<ClusterConfig> config() {
    return session
        .client()
        .find(ResourceType.CLUSTER_CONFIGS, ClusterConfig.DEFAULT)
        .map(tree -> Json.toRecord(tree, ClusterConfig.class));
  }

  private void order(ObjectKey key) {
    var instance = Json.toRecord(session.client().get(ResourceType.INSTANCES, key), Instance.class);
    switch (FailoverOrder.judge(instance, node(instance))) {
      case FailoverOrder.Refused(var why) -> throw new RefusedException(why);
      case FailoverOrder.Needless(var why) -> session.out().println(why);
      case FailoverOrder.Possible(var warning, var epoch) -> {
        warning.forEach(session.err()::println);
        confirm(key.name());
        var patch = Json.object();
        patch
            .putObject("metadata")
            .putObject("annotations")
            .put(Instance.FAILOVER_EPOCH, Long.toString(epoch));
        session.client().mergePatch(ResourceType.INSTANCES, key, patch);
        session
            .out()
            .println(
                "instance/%s is given up on its lost node and gets another; what it waits for: ciaoctl why instance/%s"
                    .formatted(key.name(), key.name()));
      }
    }
  }

  private NodeSeen node(Instance instance) {
    var binding = instance.status().binding();
    if (binding == null) {
      return NodeSeen.HIDDEN;
    }
    try {
      return new NodeSeen(
          true,
          session
              .client()
              .find(ResourceType.NODES, new ObjectKey(null, binding.nodeName()))
              .map(tree -> Json.toRecord(tree, Node.class)));
    } catch (ApiException e) {
      // Tenants do not see nodes; what the scheduler says of their instances they do see.
      if (e.code() != FORBIDDEN) {
        throw e;
      }
      return NodeSeen.HIDDEN;
    }
  }

  private void confirm(String instance) {
    if (yes) {
      return;
    }
    var console =
        Terminals.console()
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no terminal to ask at; if that is what you want, add --yes"));
    var answer = console.readLine("Give up what %s has on its lost node? [y/N] ", instance);
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new RefusedException("nothing was changed");
    }
  }

  private void resume() {
    var config = config();
    var settings = config.map(c -> c.spec().failoverOrDefault()).orElse(FailoverConfig.EMPTY);
    if (settings.isPaused()) {
      throw new RefusedException(
          "spec.failover.paused is true, so no node is declared lost; go on with: ciaoctl patch"
              + " clusterconfig default -p '{spec: {failover: {paused: false}}}'");
    }
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    var body = Json.object();
    body.putObject("spec").putObject("failover").put("resumedAt", now);
    if (config.isPresent() || !created(body.deepCopy())) {
      session.client().mergePatch(ResourceType.CLUSTER_CONFIGS, ClusterConfig.DEFAULT, body);
    }
    session
        .out()
        .println("for a minute, nodes that are silent are declared lost, however many they are");
    config.flatMap(FailoverOverview::pause).ifPresent(session.out()::println);
  }

  /// Whether it was made; somebody else, the scheduler for one, may have been faster.
  private boolean created(ObjectNode body) {
    body.put("apiVersion", "ciao.io/v1").put("kind", ClusterConfig.KIND);
    body.putObject("metadata").put("name", ClusterConfig.DEFAULT.name());
    try {
      session.client().create(ResourceType.CLUSTER_CONFIGS, null, body);
      return true;
    } catch (ApiException e) {
      if (!e.isConflict()) {
        throw e;
      }
      return false;
    }
  }
}
