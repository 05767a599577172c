package io.ciao.launcher.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.launcher.ledger.InstanceName;

/// One numbered report. Of two reports the one with the greater (epoch, incarnation, seq) is newer.
///
/// @param occasion by which frame it travels over SSNTP
public record InstanceReport(
    InstanceName instance, long epoch, long incarnation, long seq, Facts facts, Occasion occasion) {

  private static final int MESSAGE_MAX = 8_192;

  /// What the report tells first of all.
  public enum Occasion {
    /// The state changed.
    CHANGE,
    /// It could not be started.
    FAILURE,
    /// It stopped, or left this node, and is kept in the cluster.
    STOPPED,
    /// It was deleted, and nothing of it is left on this node.
    DELETED
  }

  /// As SSNTP payloads carry it: `{namespace, name, uid, epoch, incarnation, seq, facts}`.
  public ObjectNode frameItem() {
    var tree = identity();
    numbers(tree);
    return tree;
  }

  /// As `instances:status` takes it: `{namespace, name, uid, report: {epoch, …}}`.
  ObjectNode apiItem() {
    var tree = identity();
    numbers(tree.putObject("report"));
    return tree;
  }

  private ObjectNode identity() {
    var tree = Json.object();
    tree.put("namespace", instance.namespace());
    tree.put("name", instance.name());
    tree.put("uid", instance.uid());
    return tree;
  }

  private void numbers(ObjectNode tree) {
    tree.put("epoch", epoch);
    tree.put("incarnation", incarnation);
    tree.put("seq", seq);
    tree.set("facts", factsTree());
  }

  /// What an engine says can be any length; the API takes 8,192 characters.
  private static String cut(String message) {
    return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX - 1) + "…";
  }

  private ObjectNode factsTree() {
    var tree = Json.object();
    tree.put("generation", facts.generation());
    tree.put("state", facts.state().name());
    if (!facts.reason().isEmpty()) {
      tree.put("reason", facts.reason());
    }
    if (!facts.message().isEmpty()) {
      tree.put("message", cut(facts.message()));
    }
    tree.put("interfacePlugged", facts.interfacePlugged());
    var startedAt = facts.startedAt();
    if (startedAt != null) {
      tree.put("startedAt", startedAt.toString());
    }
    var ending = facts.ending();
    if (ending != null) {
      tree.put("finishedAt", ending.finishedAt().toString());
      if (ending.exitCode() != null) {
        tree.put("exitCode", ending.exitCode().longValue());
      }
    }
    return tree;
  }

  /// Whether what the API shows says the same at the same epoch, whoever reported it when.
  boolean saysSameAs(ObjectNode observed) {
    if (observed.path("epoch").asLong() != epoch
        || observed.path("incarnation").asLong() != incarnation) {
      return false;
    }
    var mine = factsTree();
    for (var field : mine.properties()) {
      var shown = observed.path(field.getKey());
      if (!shown.asText().equals(field.getValue().asText())) {
        return false;
      }
    }
    return observed.has("reason") == mine.has("reason")
        && observed.has("finishedAt") == mine.has("finishedAt");
  }
}
