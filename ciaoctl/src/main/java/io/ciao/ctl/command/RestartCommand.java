package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks the nodes of instances to stop and start them once.
@Command(
    name = "restart",
    description = "Stop running instances and start them again; their disks and addresses stay.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  ciaoctl restart web cache --wait",
      "For all instances of a set: ciaoctl rollout restart SET"
    })
public final class RestartCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "INSTANCE", description = "Names of instances.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--wait", description = "Wait until they have started again and are ready.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long --wait waits.")
  private String timeout = "5m";

  /// A wish that was stored.
  ///
  /// @param startedBefore when the copy that is to be restarted was started; empty if none runs
  private record Asked(String name, String startedBefore) {}

  @Override
  public Integer call() throws InterruptedException {
    var waiter = new ObjectWait(session, timeout);
    var plain = InstanceNames.of(names, "ciaoctl rollout restart NAME");
    var asked = new ArrayList<Asked>();
    for (var name : plain) {
      try {
        asked.add(ask(name));
        session.out().println("instance/" + name + " will restart");
      } catch (ApiException e) {
        session.err().println("ciaoctl: " + e.getMessage());
      }
    }
    if (wait) {
      for (var one : asked) {
        await(one, waiter);
      }
    }
    return asked.size() == names.size() ? 0 : 1;
  }

  private Asked ask(String name) {
    var key = new ObjectKey(session.namespace(), name);
    var before = session.client().get(ResourceType.INSTANCES, key);
    var patch = Json.object();
    patch
        .putObject("metadata")
        .putObject("annotations")
        .put(Instance.RESTARTED_AT, Instant.now().toString());
    session.client().mergePatch(ResourceType.INSTANCES, key, patch);
    return new Asked(name, startedAt(before));
  }

  private static String startedAt(ObjectNode instance) {
    return instance.path("status").path("observed").path("startedAt").asText("");
  }

  private void await(Asked one, ObjectWait waiter) throws InterruptedException {
    var kind = session.kinds().byAnyName(Instance.RESOURCE).orElseThrow();
    waiter.until(
        new Target(kind, one.name()),
        new ObjectKey(session.namespace(), one.name()),
        Wish.of(object -> restarted(object, one), "has not restarted"));
    session.out().println("instance/" + one.name() + " has restarted");
  }

  private static boolean restarted(Optional<ObjectNode> object, Asked one) {
    return Progress.ready(object) && !startedAt(object.orElseThrow()).equals(one.startedBefore());
  }
}
