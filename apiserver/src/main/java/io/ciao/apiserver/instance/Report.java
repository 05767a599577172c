package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.status.Refusals;
import java.util.Comparator;
import java.util.List;

/// What a node says of a copy of an instance.
///
/// @param epoch of the binding that the copy belongs to
/// @param incarnation of the node
/// @param seq the agent's counter
/// @param facts fields of `status.observed`
record Report(String node, long epoch, long incarnation, long seq, ObjectNode facts) {
  private static final List<String> TEXTS =
      List.of("state", "reason", "message", "startedAt", "finishedAt");
  private static final List<String> NUMBERS = List.of("generation", "exitCode");

  private static final Comparator<Report> ORDER =
      Comparator.comparingLong(Report::epoch)
          .thenComparingLong(Report::incarnation)
          .thenComparingLong(Report::seq);

  static Report read(String node, Fields fields) {
    return new Report(
        node,
        fields.number("epoch"),
        fields.number("incarnation"),
        fields.number("seq"),
        facts(fields.object("facts")));
  }

  private static ObjectNode facts(Fields fields) {
    ObjectNode facts = Json.object();
    fields.text("state");
    for (String field : TEXTS) {
      String text = fields.optionalText(field);
      if (!text.isEmpty()) {
        facts.put(field, text);
      }
    }
    for (String field : NUMBERS) {
      if (fields.has(field)) {
        facts.put(field, fields.number(field));
      }
    }
    JsonNode plugged = fields.node("interfacePlugged");
    if (plugged.isBoolean()) {
      facts.put("interfacePlugged", plugged.asBoolean());
    } else if (!plugged.isMissingNode() && !plugged.isNull()) {
      throw Refusals.badRequest("facts.interfacePlugged: must be true or false");
    }
    return facts;
  }

  /// Whether it says something newer than what is stored.
  boolean isNewerThan(JsonNode observed) {
    Report stored =
        new Report(
            "",
            observed.path("epoch").asLong(-1),
            observed.path("incarnation").asLong(-1),
            observed.path("seq").asLong(-1),
            facts);
    return ORDER.compare(this, stored) > 0;
  }

  /// As `status.observed` keeps it.
  ObjectNode observed() {
    ObjectNode observed = Json.object();
    observed.put("node", node).put("epoch", epoch);
    observed.put("incarnation", incarnation).put("seq", seq);
    observed.setAll(facts.deepCopy());
    return observed;
  }
}
