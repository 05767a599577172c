package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.command.ObjectWait.Wish;
import io.ciao.ctl.output.PathValue;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Waits for a condition of objects, or for their deletion.
@Command(
    name = "wait",
    description = "Wait until objects are as wished.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl wait instance/web --for=condition=Ready --timeout=60s",
      "  ciaoctl wait instances --all --for=delete"
    })
public final class WaitCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(
      arity = "0..*",
      paramLabel = "KIND NAME… | KIND/NAME",
      description = "What to wait for.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--for",
      required = true,
      paramLabel = "WISH",
      description =
          "condition=TYPE, condition=TYPE=STATUS, jsonpath={PATH}=VALUE, create or delete.")
  private String wish = "";

  @Option(names = "--all", description = "All objects of the kind in the tenant.")
  private boolean all;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long to wait, for example 30s or 5m.")
  private String timeout = "30s";

  @Override
  public Integer call() throws InterruptedException {
    var wished = wished();
    var waiter = new ObjectWait(session, timeout);
    for (var target : targets()) {
      var key = target.key(session::namespace);
      waiter.until(target, key, wished);
      session.out().println(Applier.printed(target.kind(), key.name()) + " condition met: " + wish);
    }
    return 0;
  }

  private List<Target> targets() {
    var targets = new ArrayList<Target>();
    for (var target : session.targets(words)) {
      if (target.name() != null) {
        targets.add(target);
        continue;
      }
      if (!all) {
        throw new UsageException("a name is needed, or --all");
      }
      var tenant = target.kind().namespaced() ? session.namespace() : null;
      for (var item : session.client().list(target.type(), tenant, ListQuery.ALL).items()) {
        targets.add(new Target(target.kind(), item.path("metadata").path("name").asText()));
      }
    }
    return targets;
  }

  private Wish wished() {
    if (wish.equals("delete")) {
      return Wish.of(Optional::isEmpty, "is not deleted");
    }
    if (wish.equals("create")) {
      return Wish.of(Optional::isPresent, "does not exist");
    }
    if (wish.startsWith("jsonpath=")) {
      try {
        var value = PathValue.parse(wish.substring("jsonpath=".length()));
        return new Wish(
            object -> object.isPresent() && value.holds(object.get()),
            _ -> "has not " + wish,
            false);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--for \"%s\": %s".formatted(wish, e.getMessage()));
      }
    }
    if (!wish.startsWith("condition=")) {
      throw new UsageException(
          "--for \"%s\" is unknown; use condition=TYPE, jsonpath=PATH, create or delete"
              .formatted(wish));
    }
    var parts = wish.substring("condition=".length()).split("=", 2);
    var status = parts.length == 2 ? parts[1] : "True";
    return new Wish(
        object -> Progress.has(object, parts[0], status),
        object -> missed(object, parts[0], status),
        false);
  }

  /// What is said when a condition has not come to be so; a word that is no condition of the object
  /// is likely a mistake.
  private static String missed(Optional<ObjectNode> object, String type, String status) {
    var known = new ArrayList<String>();
    object.ifPresent(
        present ->
            present
                .path("status")
                .path("conditions")
                .forEach(condition -> known.add(condition.path("type").asText())));
    if (!known.isEmpty() && !known.contains(type)) {
      return "has no condition %s (it has %s)".formatted(type, String.join(", ", known));
    }
    var said = object.map(o -> Progress.condition(o, type).path("status").asText()).orElse("");
    if (said.equalsIgnoreCase(status)) {
      return "has %s=%s of an older spec, not of its present one".formatted(type, said);
    }
    return status.equalsIgnoreCase("True")
        ? "is not " + type
        : "has not %s=%s".formatted(type, status);
  }
}
