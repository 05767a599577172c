package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.ctl.Session;
import io.ciao.ctl.output.TextTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Prints one object for people: what is wanted, what is so, conditions, events.
@Command(
    name = "describe",
    description = "Show an object with its conditions and events.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ciaoctl describe instance web", "  ciaoctl describe node/cn1"})
public final class DescribeCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "0..*", paramLabel = "KIND NAME… | KIND/NAME…", description = "What to show.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    var out = session.out();
    for (var target : session.objects(words)) {
      var object = session.client().get(target.type(), target.key(session.namespace()));
      out.println(target.kind().kind() + " " + object.path("metadata").path("name").asText());
      section(out, "Metadata", object.path("metadata"));
      section(out, "Spec", object.path("spec"));
      if (object.path("status") instanceof ObjectNode status) {
        var plain = status.deepCopy();
        plain.remove("conditions");
        section(out, "Status", plain);
        conditions(out, status.path("conditions"));
      }
      events(out, object);
    }
    return 0;
  }

  private static void section(PrintStream out, String title, JsonNode tree) {
    if (tree.isObject() && !tree.isEmpty()) {
      out.println(title + ":");
      YamlEmitter.emitText(tree).lines().forEach(line -> out.println("  " + line));
    }
  }

  private static void conditions(PrintStream out, JsonNode conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    out.println("Conditions:");
    var table = new TextTable(List.of("  TYPE", "STATUS", "REASON", "SINCE", "MESSAGE"));
    for (var c : conditions) {
      table.add(
          List.of(
              "  " + c.path("type").asText(),
              c.path("status").asText(),
              c.path("reason").asText(),
              c.path("lastTransitionTime").asText(),
              c.path("message").asText()));
    }
    table.print(out);
  }

  private void events(PrintStream out, ObjectNode object) {
    var events = ObjectEvents.of(session.client(), object);
    out.println(events.isEmpty() ? "Events: none" : "Events:");
    if (!events.isEmpty()) {
      var table = new TextTable(List.of("  LAST SEEN", "TYPE", "REASON", "MESSAGE"));
      for (var event : events) {
        table.add(
            List.of(
                "  " + event.path("lastTimestamp").asText(),
                event.path("type").asText(),
                event.path("reason").asText(),
                event.path("message").asText()));
      }
      table.print(out);
    }
  }
}
