package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes how many replicas there should be.
@Command(
    name = "scale",
    description = "Change how many instances a set has.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl scale instanceset/web --replicas 5 --wait",
      "  ciaoctl scale instanceset web --replicas 2 --current-replicas 5"
    })
public final class ScaleCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "KIND NAME | KIND/NAME", description = "What to scale.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--replicas", required = true, paramLabel = "N", description = "How many.")
  private long replicas;

  @Option(
      names = "--current-replicas",
      paramLabel = "N",
      description = "Only if there are so many wanted now.")
  private @Nullable Long expected;

  @Option(names = "--wait", description = "Wait until they are there and ready.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long --wait waits.")
  private String timeout = "5m";

  @Override
  public Integer call() throws InterruptedException {
    var waiter = new ObjectWait(session, timeout);
    if (replicas < 0) {
      throw new UsageException("--replicas %d is not possible; 0 is the least".formatted(replicas));
    }
    var targets = Targets.parse(session.kinds(), words);
    for (var target : targets) {
      requireScalable(target);
    }
    for (var target : targets) {
      write(target);
      session.out().println(printed(target) + " scaled");
    }
    if (wait) {
      for (var target : targets) {
        waiter.until(
            target,
            target.key(session::namespace),
            Wish.of(this::reached, "has not %d ready".formatted(replicas)));
        session
            .out()
            .println(
                "%s has %d of %d instances ready".formatted(printed(target), replicas, replicas));
      }
    }
    return 0;
  }

  /// Before anything is asked of the cluster.
  private static void requireScalable(Target target) {
    if (target.kind().subresources().scale().isEmpty()) {
      throw new UsageException("%s cannot be scaled".formatted(target.kind().plural()));
    }
    target.key(() -> "");
  }

  private String printed(Target target) {
    return Applier.printed(target.kind(), target.key(session::namespace).name());
  }

  private void write(Target target) {
    var path = target.type().path(target.key(session::namespace)) + "/scale";
    var patch = Json.object();
    if (expected != null) {
      var now = session.client().request("GET", path, null);
      var wanted = now.path("spec").path("replicas").asLong();
      if (wanted != expected) {
        throw new RefusedException(
            "%s has %d replicas, not %d; nothing was changed"
                .formatted(printed(target), wanted, expected));
      }
      patch
          .putObject("metadata")
          .put("resourceVersion", now.path("metadata").path("resourceVersion").asText());
    }
    patch.putObject("spec").put("replicas", replicas);
    session
        .client()
        .request("PATCH", path + "?fieldManager=ciaoctl-scale", HttpCalls.Body.mergePatch(patch));
  }

  /// The pass over the set has seen the number, and so many are there.
  private boolean reached(Optional<ObjectNode> object) {
    return Progress.ready(object)
        && object.orElseThrow().path("status").path("replicas").asLong() == replicas;
  }
}
