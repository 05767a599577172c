package io.ciao.ctl.command;

import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Says in plain words what an object waits for.
@Command(
    name = "why",
    description = "Explain what an object waits for.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl why instance/web"})
public final class WhyCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..*",
      paramLabel = "KIND NAME | KIND/NAME",
      description = "What to explain.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    for (var target : session.objects(words)) {
      var key = target.key(session::namespace);
      var stored = StoredValue.of(session.client(), target.kind(), key);
      var object = session.client().find(target.type(), key);
      if (object.isEmpty()) {
        throw new RefusedException(absent(target, key) + stored.map(s -> ": " + s).orElse(""));
      }
      var events = ObjectEvents.of(session.client(), object.get());
      var name = target.kind().names().singular() + "/" + key.name();
      var lines = new Reasons(name, object.get(), events, Instant.now()).lines();
      lines.forEach(session.out()::println);
      stored.ifPresent(problem -> session.out().println("  " + problem));
    }
    return 0;
  }

  private static String absent(Target target, ObjectKey key) {
    return "%s/%s does not exist%s"
        .formatted(
            target.kind().names().singular(),
            key.name(),
            key.namespace() == null ? "" : " in tenant " + key.namespace());
  }
}
