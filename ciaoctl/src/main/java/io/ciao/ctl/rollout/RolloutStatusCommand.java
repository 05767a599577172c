package io.ciao.ctl.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.ctl.command.Durations;
import io.ciao.ctl.command.OneObject;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Follows a rollout to its end.
@Command(
    name = "status",
    description = "Show how far sets are in replacing their instances, until they are done.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl rollout status web --timeout 10m"})
public final class RolloutStatusCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "SET", description = "Names of instance sets.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--watch",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Follow it until it is done; --no-watch: show it once.")
  private boolean watch = true;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long to follow.")
  private String timeout = "10m";

  @Override
  public Integer call() throws InterruptedException {
    var end = System.nanoTime() + Durations.parse(timeout).toNanos();
    for (var name : SetAccess.names(words)) {
      follow(name, end);
    }
    return 0;
  }

  private void follow(String name, long end) throws InterruptedException {
    var look = new Look(name);
    var set = new OneObject(session, ResourceType.INSTANCE_SETS, new SetAccess(session).key(name));
    if (!set.follow(watch ? end : System.nanoTime(), look::isEnough) && watch) {
      throw new RefusedException(
          "%s is not done after %s: %s".formatted(SetAccess.printed(name), timeout, look.shown));
    }
  }

  private final class Look {
    private final String name;
    private String shown = "";

    Look(String name) {
      this.name = name;
    }

    boolean isEnough(Optional<ObjectNode> object) {
      var set =
          Json.toRecord(
              object.orElseThrow(
                  () -> new RefusedException(SetAccess.printed(name) + " does not exist")),
              InstanceSet.class);
      var state = said(set);
      if (!state.equals(shown)) {
        session.out().println(SetAccess.printed(name) + ": " + state);
        shown = state;
      }
      if (done(set)) {
        return true;
      }
      if (watch && set.spec().isPaused()) {
        throw new RefusedException(
            "%s is paused; go on with: ciaoctl rollout resume %s"
                .formatted(SetAccess.printed(name), name));
      }
      return false;
    }
  }

  private static Optional<Condition> progressing(InstanceSet set) {
    var seen = set.status().observedGeneration();
    return seen != null && seen == set.metadata().generationOrZero()
        ? Conditions.find(set.status().conditions(), InstanceSetReasons.PROGRESSING)
        : Optional.empty();
  }

  private static String said(InstanceSet set) {
    return progressing(set)
        .map(c -> c.reason() + ": " + c.message())
        .orElse("waiting for the scheduler to see the change");
  }

  private static boolean done(InstanceSet set) {
    return progressing(set).filter(c -> InstanceSetReasons.COMPLETE.equals(c.reason())).isPresent();
  }
}
