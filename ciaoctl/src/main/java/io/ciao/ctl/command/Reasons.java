package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.output.Header;
import io.ciao.ctl.output.TextTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an object waits for, in lines for a person: each thing is said once, and last what can be
/// done. Pure.
///
/// @param name as it is typed: `instance/web`
/// @param events about the object, oldest first
/// @param now what ages are counted from
record Reasons(String name, ObjectNode object, List<ObjectNode> events, Instant now) {
  private static final String PER_NODE = "no node can take it: ";

  Reasons {
    events = List.copyOf(events);
  }

  /// The answer; at least one line.
  List<String> lines() {
    var lines = new ArrayList<String>();
    var said = new HashSet<String>();
    var deleting = object.path("metadata").path("deletionTimestamp").asText("");
    if (!deleting.isEmpty()) {
      lines.add(
          "%s is being deleted for %s and waits for: %s"
              .formatted(name, Since.age(deleting, now), finalizers()));
    }
    var ready = Progress.condition(object, "Ready");
    if (!ready.isMissingNode()) {
      head(lines, ready);
      said.add(ready.path("message").asText());
    } else if (deleting.isEmpty()) {
      lines.add(name + " waits for nothing that it reports.");
    }
    conditions(lines, said);
    warnings(lines, said);
    if (!"True".equals(ready.path("status").asText())) {
      NextStep.of(name, object, ready.path("reason").asText()).ifPresent(lines::add);
    }
    return lines;
  }

  private void head(List<String> lines, JsonNode ready) {
    var message = ready.path("message").asText();
    if ("True".equals(ready.path("status").asText())) {
      lines.add(name + " is ready" + (message.isEmpty() ? "." : ": " + sentence(message)));
      return;
    }
    var since = ready.path("lastTransitionTime").asText("");
    var state =
        name + " is not ready" + (since.isEmpty() ? "" : " for " + Since.age(since, now)) + ": ";
    var reason = ready.path("reason").asText();
    if (message.startsWith(PER_NODE)) {
      lines.add(state + "no node can take it (" + reason + ")");
      lines.addAll(nodes(message.substring(PER_NODE.length())));
    } else {
      lines.add(state + (message.isEmpty() ? reason : message + " (" + reason + ")"));
    }
  }

  /// `cn1 lacks memory; nn1 is no compute node`, a node a line.
  private static List<String> nodes(String refusals) {
    var table = new TextTable(List.of("", ""), Header.LEFT_OUT);
    for (var refusal : refusals.split("; ", -1)) {
      var parts = refusal.split(" ", 2);
      table.add(List.of("  " + parts[0], parts.length == 1 ? "" : parts[1]));
    }
    var text = new ByteArrayOutputStream();
    table.print(new PrintStream(text, true, StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /// Whatever else does not hold, without what nobody has looked at yet because of the first.
  private void conditions(List<String> lines, Set<String> said) {
    for (var condition : object.path("status").path("conditions")) {
      var type = condition.path("type").asText();
      var status = condition.path("status").asText();
      var follows = status.equals("Unknown") && "Pending".equals(condition.path("reason").asText());
      if (type.equals("Ready") || status.equals("True") || follows) {
        continue;
      }
      var message = condition.path("message").asText();
      if (message.isEmpty() || said.add(message)) {
        lines.add(
            "  %s is %s for %s: %s"
                .formatted(
                    type,
                    status,
                    Since.age(condition.path("lastTransitionTime").asText(), now),
                    Progress.said(condition)));
      }
    }
  }

  private void warnings(List<String> lines, Set<String> said) {
    for (var event : events) {
      var message = event.path("message").asText();
      if ("Warning".equals(event.path("type").asText()) && said.add(message)) {
        lines.add(
            "  %s ago %s: %s"
                .formatted(
                    Since.age(event.path("lastTimestamp").asText(), now),
                    event.path("reason").asText(),
                    message));
      }
    }
  }

  private String finalizers() {
    var names = new ArrayList<String>();
    object.path("metadata").path("finalizers").forEach(f -> names.add(f.asText()));
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
