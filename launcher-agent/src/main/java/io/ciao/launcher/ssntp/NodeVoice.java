package io.ciao.launcher.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.node.NodeFacts;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.usage.NodeUsage;
import io.ciao.launcher.usage.NodeUsage.InstanceUsage;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.payload.InstanceStats;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.payload.NodeNetwork;
import io.ciao.ssntp.payload.Ready;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.ReportsExtension;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.payload.UsageExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Makes READY, FULL and STATS from what the node knows.
public final class NodeVoice implements NodeSpeech {
  private static final int UNKNOWN = -1;
  private static final int MIB_SHIFT = 20;
  private static final InstanceUsage NOTHING_KNOWN =
      new InstanceUsage(OptionalLong.empty(), UNKNOWN, UNKNOWN);
  private static final OutFrame FULL = new OutFrame(Status.FULL, Bytes.EMPTY);

  private final NodeIdentity identity;
  private final NodeMembership membership;
  private final Supplier<NodeFacts> facts;
  private final Supplier<NodeFigures> figures;
  private final Supplier<Map<String, InstanceState>> instances;
  private final Supplier<NodeUsage> usage;

  public NodeVoice(
      NodeIdentity identity,
      NodeMembership membership,
      Supplier<NodeFacts> facts,
      Supplier<NodeFigures> figures,
      Supplier<Map<String, InstanceState>> instances,
      Supplier<NodeUsage> usage) {
    this.identity = identity;
    this.membership = membership;
    this.facts = facts;
    this.figures = figures;
    this.instances = instances;
    this.usage = usage;
  }

  @Override
  public String nodeUuid() {
    return identity.uid();
  }

  @Override
  public Optional<OutFrame> status() {
    if (!membership.member()) {
      return Optional.empty();
    }
    return Optional.of(full() ? FULL : ready(new ReadyExtension(membership.incarnation(), 0, 0)));
  }

  @Override
  public List<OutFrame> renewal(ReadyExtension asked) {
    if (!membership.member() || membership.incarnation() != asked.incarnation()) {
      return List.of();
    }
    var ready = ready(asked);
    return full() ? List.of(ready, FULL) : List.of(ready);
  }

  private OutFrame ready(ReadyExtension extension) {
    var ready =
        new Ready(identity.uid(), facts.get().hostName(), figures.get(), networks(), extension);
    return new OutFrame(Status.READY, ready.toBytes());
  }

  @Override
  public Optional<OutFrame> stats(List<ObjectNode> reports) {
    if (!membership.member()) {
      return Optional.empty();
    }
    var used = usage.get();
    var stats =
        new Stats(
            identity.uid(),
            full() ? Status.FULL.name() : Status.READY.name(),
            facts.get().hostName(),
            figures.get(),
            networks(),
            reports.isEmpty() ? instanceStats(used) : List.of(),
            reports.isEmpty()
                ? new ReportsExtension(List.of(), processorTime(used).more())
                : new ReportsExtension(reports));
    return Optional.of(new OutFrame(Command.STATS, stats.toBytes()));
  }

  private boolean full() {
    var limit = facts.get().capacity().instances();
    return limit != null && instances.get().size() >= limit;
  }

  private List<NodeNetwork> networks() {
    return List.of(new NodeNetwork(facts.get().address(), ""));
  }

  private List<InstanceStats> instanceStats(NodeUsage used) {
    return instances.get().entrySet().stream()
        .map(
            entry ->
                stats(
                    entry.getKey(),
                    word(entry.getValue()),
                    used.instances().getOrDefault(entry.getKey(), NOTHING_KNOWN)))
        .toList();
  }

  private static InstanceStats stats(String uid, String state, InstanceUsage used) {
    return new InstanceStats(
        uid,
        state,
        InstanceStats.Ssh.NONE,
        mebibytes(used.memoryBytes()),
        mebibytes(used.diskBytes()),
        UNKNOWN,
        List.of());
  }

  private static int mebibytes(long bytes) {
    return bytes < 0 ? UNKNOWN : (int) Math.min(Integer.MAX_VALUE, bytes >> MIB_SHIFT);
  }

  private static UsageExtension processorTime(NodeUsage used) {
    var milli = new HashMap<String, Long>();
    used.instances().forEach((uid, of) -> of.cpuMilli().ifPresent(value -> milli.put(uid, value)));
    return new UsageExtension(used.cpuMilli(), milli);
  }

  /// The original's word for a state.
  private static String word(InstanceState state) {
    return switch (state) {
      case Pending, Starting -> "pending";
      case Running -> "active";
      case Stopping -> "stopping";
      case Stopped, Exited, Failed -> "exited";
      case Released -> "deleted";
    };
  }
}
