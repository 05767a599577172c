package io.ciao.ctl.rollout;

import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.ctl.command.Durations;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import java.time.Duration;
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
  private static final Duration POLL = Duration.ofMillis(200);

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
    var sets = new SetAccess(session);
    var shown = "";
    while (true) {
      var set = sets.get(name);
      var state = said(set);
      if (!state.equals(shown)) {
        session.out().println(SetAccess.printed(name) + ": " + state);
        shown = state;
      }
      if (done(set) || !watch) {
        return;
      }
      if (set.spec().isPaused()) {
        throw new RefusedException(
            "%s is paused; go on with: ciaoctl rollout resume %s"
                .formatted(SetAccess.printed(name), name));
      }
      if (System.nanoTime() - end > 0) {
        throw new RefusedException(
            "%s is not done after %s: %s".formatted(SetAccess.printed(name), timeout, state));
      }
      Thread.sleep(POLL);
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
