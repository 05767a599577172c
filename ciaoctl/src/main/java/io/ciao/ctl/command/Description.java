package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.ctl.output.Header;
import io.ciao.ctl.output.SizeText;
import io.ciao.ctl.output.TextTable;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One object for people: a head, what is wanted, conditions, events, and last the rest of what is
/// so. What only programs need (who wrote which field, the last apply, counters of the scheduler)
/// is left out. Pure but for the printing.
///
/// @param events about the object, oldest first
/// @param guests names of the instances on a node; empty where they are not known, or it is no node
/// @param now what ages are counted from
record Description(
    ObjectNode object, List<ObjectNode> events, Optional<List<String>> guests, Instant now) {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final List<String> OBSERVED = List.of("epoch", "incarnation", "seq");
  private static final List<String> BINDING = List.of("epoch", "nodeUID");

  Description {
    events = List.copyOf(events);
  }

  /// Writes everything, `name` being the kind: `Instance`.
  void print(PrintStream out, String kind) {
    head(kind).print(out);
    for (var field : object.properties()) {
      // Kinds without a spec keep their content beside it.
      if (!List.of("apiVersion", "kind", "metadata", "status").contains(field.getKey())) {
        section(out, title(field.getKey()), field.getValue());
      }
    }
    conditions(out);
    images(out);
    events(out);
    section(out, "Status", status());
  }

  /// The object's metadata, whole.
  void printMetadata(PrintStream out) {
    section(out, "Metadata", object.path("metadata"));
  }

  private TextTable head(String kind) {
    var metadata = object.path("metadata");
    var table = new TextTable(List.of("", ""), Header.LEFT_OUT);
    row(table, kind, metadata.path("name").asText());
    row(table, "Tenant", metadata.path("namespace").asText());
    row(table, "Labels", pairs(metadata.path("labels")));
    row(table, "Annotations", pairs(metadata.path("annotations")));
    row(table, "Owned by", owners(metadata.path("ownerReferences")));
    row(table, "Created", ago(metadata.path("creationTimestamp").asText()));
    var deleting = metadata.path("deletionTimestamp").asText();
    if (!deleting.isEmpty()) {
      var names = new ArrayList<String>();
      metadata.path("finalizers").forEach(one -> names.add(one.asText()));
      row(table, "Deleting", ago(deleting) + ", waits for: " + String.join(", ", names));
    }
    var ready = Progress.condition(object, "Ready");
    if (!ready.isMissingNode()) {
      row(table, "Ready", ready.path("status").asText() + ", " + Progress.said(ready));
    }
    guests.ifPresent(
        names ->
            row(
                table,
                "Instances",
                names.size() + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")")));
    return table;
  }

  private String ago(String time) {
    return time.isEmpty() ? "" : Since.age(time, now) + " ago";
  }

  private static void row(TextTable table, String title, String value) {
    if (!value.isEmpty()) {
      table.add(List.of(title + ":", value));
    }
  }

  private static String pairs(JsonNode map) {
    var pairs = new ArrayList<String>();
    map.properties().stream()
        .filter(pair -> !pair.getKey().equals(LAST_APPLIED))
        .forEach(pair -> pairs.add(pair.getKey() + "=" + pair.getValue().asText()));
    return String.join(", ", pairs);
  }

  private static String owners(JsonNode references) {
    var owners = new ArrayList<String>();
    references.forEach(
        one ->
            owners.add(
                one.path("kind").asText().toLowerCase(Locale.ROOT)
                    + "/"
                    + one.path("name").asText()));
    return String.join(", ", owners);
  }

  private static String title(String field) {
    return Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }

  private JsonNode status() {
    if (!(object.path("status") instanceof ObjectNode status)) {
      return object.path("status");
    }
    var plain = status.deepCopy();
    plain.remove(List.of("conditions", "charge", "images"));
    if (plain.get("observed") instanceof ObjectNode observed) {
      observed.remove(OBSERVED);
    }
    if (plain.get("binding") instanceof ObjectNode binding) {
      binding.remove(BINDING);
    }
    return plain;
  }

  private static void section(PrintStream out, String title, JsonNode tree) {
    if (tree.isContainerNode() && !tree.isEmpty()) {
      out.println(title + ":");
      YamlEmitter.emitText(tree).lines().forEach(line -> out.println("  " + line));
    } else if (tree.isValueNode() && !tree.isNull()) {
      out.println(title + ": " + tree.asText());
    }
  }

  private void conditions(PrintStream out) {
    var conditions = object.path("status").path("conditions");
    if (conditions.isEmpty()) {
      return;
    }
    out.println("Conditions:");
    var table = new TextTable(List.of("  TYPE", "STATUS", "SINCE", "REASON", "MESSAGE"));
    for (var c : conditions) {
      table.add(
          List.of(
              "  " + c.path("type").asText(),
              c.path("status").asText(),
              Since.age(c.path("lastTransitionTime").asText(), now),
              c.path("reason").asText(),
              c.path("message").asText()));
    }
    table.print(out);
  }

  /// What a node has ready.
  private void images(PrintStream out) {
    var images = object.path("status").path("images");
    if (images.isEmpty()) {
      return;
    }
    out.println("Images:");
    var table = new TextTable(List.of("  SIZE", "NAMES"));
    for (var image : images) {
      var size = image.path("sizeBytes");
      table.add(
          List.of(
              "  " + (size.isMissingNode() ? "" : SizeText.of(size.asLong())),
              String.join(", ", names(image.path("names")))));
    }
    table.print(out);
  }

  /// Those with a tag, which are short; else all.
  private static List<String> names(JsonNode names) {
    var all = new ArrayList<String>();
    names.forEach(name -> all.add(name.asText()));
    var tagged = all.stream().filter(name -> name.indexOf('@') < 0).toList();
    return tagged.isEmpty() ? all : tagged;
  }

  private void events(PrintStream out) {
    out.println(events.isEmpty() ? "Events: none" : "Events:");
    if (!events.isEmpty()) {
      var table = new TextTable(List.of("  AGE", "TYPE", "REASON", "MESSAGE"));
      for (var event : events) {
        table.add(
            List.of(
                "  " + Since.age(event.path("lastTimestamp").asText(), now),
                event.path("type").asText(),
                event.path("reason").asText(),
                event.path("message").asText()));
      }
      table.print(out);
    }
  }
}
