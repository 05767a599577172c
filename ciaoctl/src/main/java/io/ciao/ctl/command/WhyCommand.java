package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.RefusedException;
import io.ciao.ctl.Session;
import io.ciao.ctl.Targets.Target;
import java.io.PrintStream;
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
      var key = target.key(session.namespace());
      var stored = StoredValue.of(session.client(), target.kind(), key);
      var object = session.client().find(target.type(), key);
      if (object.isEmpty()) {
        throw new RefusedException(absent(target, key) + stored.map(s -> ": " + s).orElse(""));
      }
      explain(target.kind().kind() + " " + key, object.get());
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

  private void explain(String name, ObjectNode object) {
    var out = session.out();
    var deleting = object.path("metadata").path("deletionTimestamp").asText("");
    if (!deleting.isEmpty()) {
      out.println(
          "%s is being deleted since %s and waits for: %s"
              .formatted(name, deleting, finalizers(object)));
    }
    var ready = Progress.condition(object, "Ready");
    if ("True".equals(ready.path("status").asText())) {
      out.println(name + " is ready: " + sentence(ready.path("message").asText()));
    } else if (!ready.isMissingNode()) {
      out.println(
          "%s is not ready: %s"
              .formatted(name, sentence(Progress.line(java.util.Optional.of(object)))));
    } else if (deleting.isEmpty()) {
      out.println(name + " waits for nothing that it reports.");
    }
    missing(out, object);
    warnings(out, object);
  }

  /// Whatever else does not hold, with since when.
  private static void missing(PrintStream out, ObjectNode object) {
    for (var condition : object.path("status").path("conditions")) {
      var type = condition.path("type").asText();
      if (!type.equals("Ready") && !"True".equals(condition.path("status").asText())) {
        out.println(
            "  %s is %s since %s: %s"
                .formatted(
                    type,
                    condition.path("status").asText(),
                    condition.path("lastTransitionTime").asText("unknown"),
                    Progress.said(condition)));
      }
    }
  }

  private void warnings(PrintStream out, ObjectNode object) {
    for (var event : ObjectEvents.of(session.client(), object)) {
      if ("Warning".equals(event.path("type").asText())) {
        out.println(
            "  %s %s: %s"
                .formatted(
                    event.path("lastTimestamp").asText(),
                    event.path("reason").asText(),
                    event.path("message").asText()));
      }
    }
  }

  private static String finalizers(ObjectNode object) {
    var names = new ArrayList<String>();
    object.path("metadata").path("finalizers").forEach(f -> names.add(f.asText()));
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }
}
