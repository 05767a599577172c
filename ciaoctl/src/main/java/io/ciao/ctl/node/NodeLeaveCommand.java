package io.ciao.ctl.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.ctl.cert.RevocationOrder;
import io.ciao.ctl.command.Durations;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Takes a node out: no new instances, none left, its certificates revoked, its Node removed. The
/// order is such that it can be broken off and run again.
@Command(
    name = "leave",
    description = "Take a node out of the cluster: its certificates count no longer, at once.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl node leave cn2",
      "  ciaoctl node leave cn2 --force       what is on it is lost, or started elsewhere"
    })
public final class NodeLeaveCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final int NAMED_MAX = 5;

  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "NODE", description = "The node.")
  private String name = "";

  @Option(
      names = "--force",
      description =
          "Also while instances are bound to it; those that may move are started elsewhere.")
  private boolean force;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "With --force: how long to wait until nothing is bound to it (default: 60s).")
  private String timeout = "60s";

  @Override
  public Integer call() throws InterruptedException {
    var key = new ObjectKey(null, name);
    var limit = Durations.parse(timeout);
    session.client().get(ResourceType.NODES, key);
    cordon(key);
    var bound = bound();
    if (!bound.isEmpty() && !force) {
      throw new RefusedException(
          "%s %s bound to node %s: %s; it takes no new ones; delete them and run this again (a set makes its members anew on other nodes), or use --force: then what may move starts elsewhere, afresh from its image, and the rest waits for ciaoctl failover NAME --force or a delete"
              .formatted(counted(bound), bound.size() == 1 ? "is" : "are", name, named(bound)));
    }
    RevocationOrder.ofNode(session.client(), name, "the node was taken out");
    session.out().println("the certificates of node %s are revoked".formatted(name));
    if (!bound.isEmpty()) {
      await(() -> isLost(key) && bound().isEmpty(), limit);
      var left = bound();
      if (!left.isEmpty()) {
        throw new RefusedException(
            "node %s is out, and %s stays bound to it: %s; move them with ciaoctl failover NAME --force, or delete them, and run this again"
                .formatted(name, counted(left), named(left)));
      }
    }
    session.client().delete(ResourceType.NODES, key);
    session.out().println("node %s is removed; its machine may be switched off".formatted(name));
    return 0;
  }

  private void cordon(ObjectKey key) {
    var patch = Json.object();
    patch.putObject("spec").put("unschedulable", true);
    session.client().mergePatch(ResourceType.NODES, key, patch);
  }

  private List<ObjectNode> bound() {
    var query = ListQuery.fields("status.binding.nodeName=" + name);
    return session.client().list(ResourceType.INSTANCES, null, query).items();
  }

  private boolean isLost(ObjectKey key) {
    var node = Json.toRecord(session.client().get(ResourceType.NODES, key), Node.class);
    var member = node.status().member();
    return member == null || member.in(Member.State.LOST);
  }

  private static void await(BooleanSupplier done, Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static String counted(List<ObjectNode> instances) {
    return instances.size() == 1 ? "1 instance" : instances.size() + " instances";
  }

  private static String named(List<ObjectNode> instances) {
    var names =
        instances.stream()
            .limit(NAMED_MAX)
            .map(NodeLeaveCommand::named)
            .reduce((one, other) -> one + ", " + other)
            .orElse("");
    return instances.size() > NAMED_MAX ? names + ", …" : names;
  }

  private static String named(ObjectNode instance) {
    var metadata = instance.path("metadata");
    return metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
  }
}
