package io.ciao.ctl.command;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterReasons;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.api.schema.Ages;
import io.ciao.ctl.output.TextTable;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nodes, what waits for lost ones, and whether failover is paused, as the API knows it. Pure.
record FailoverOverview(
    Optional<ClusterConfig> config, List<Node> nodes, List<Instance> instances, Instant now) {
  private static final String NOTHING = "-";

  FailoverOverview {
    nodes = List.copyOf(nodes);
    instances = List.copyOf(instances);
  }

  /// What it was paused for when that was last looked at; empty if it is not.
  static Optional<String> pause(ClusterConfig config) {
    return Conditions.find(config.status().conditions(), ClusterReasons.FAILOVER_PAUSED)
        .filter(Condition::holds)
        .map(condition -> "it was paused: " + condition.message());
  }

  void print(PrintStream out) {
    out.println(headline());
    out.println();
    var table = new TextTable(List.of("NODE", "MEMBER", "INCARNATION", "READY", "REASON", "SINCE"));
    nodes.forEach(node -> table.add(row(node)));
    table.print(out);
    out.println();
    waiting(out);
  }

  private String headline() {
    if (config.map(c -> c.spec().failoverOrDefault().isPaused()).orElse(false)) {
      return "failover is paused: spec.failover.paused is true; no node is declared lost";
    }
    var condition =
        config.flatMap(
            c -> Conditions.find(c.status().conditions(), ClusterReasons.FAILOVER_PAUSED));
    return condition
        .filter(Condition::holds)
        .map(
            paused ->
                "failover is paused for %s (%s): %s"
                    .formatted(age(paused), paused.reason(), paused.message()))
        .orElse("failover watches: a node that falls silent is declared lost");
  }

  private List<String> row(Node node) {
    var member = Optional.ofNullable(node.status().member());
    var ready = Conditions.find(node.status().conditions(), CommonReasons.READY);
    return List.of(
        node.metadata().requireName(),
        member.map(Member::state).orElse("never joined"),
        member.map(m -> Long.toString(m.incarnation())).orElse(NOTHING),
        ready.map(Condition::status).orElse(NOTHING),
        ready.map(Condition::reason).orElse(NOTHING),
        ready.map(this::age).orElse(NOTHING));
  }

  private void waiting(PrintStream out) {
    var lost =
        nodes.stream()
            .filter(node -> isLost(node.status().member()))
            .map(node -> node.metadata().requireName())
            .collect(Collectors.toSet());
    var table = new TextTable(List.of("TENANT", "INSTANCE", "NODE", "REASON", "MESSAGE"));
    var any = false;
    for (var instance : instances) {
      var binding = instance.status().binding();
      if (binding != null && lost.contains(binding.nodeName())) {
        table.add(row(instance, binding.nodeName()));
        any = true;
      }
    }
    if (any) {
      table.print(out);
    } else {
      out.println("no instance waits for a lost node");
    }
  }

  private static boolean isLost(@Nullable Member member) {
    return member != null && member.in(Member.State.LOST);
  }

  private static List<String> row(Instance instance, String node) {
    var available =
        Conditions.find(instance.status().conditions(), InstanceReasons.NODE_AVAILABLE)
            .filter(condition -> !condition.holds());
    return List.of(
        Optional.ofNullable(instance.metadata().namespace()).orElse(NOTHING),
        instance.metadata().requireName(),
        node,
        available.map(Condition::reason).orElse(NOTHING),
        available.map(Condition::message).orElse("nothing is said yet"));
  }

  private String age(Condition condition) {
    var since = condition.lastTransitionTime();
    return since == null ? NOTHING : Ages.between(since, now);
  }
}
