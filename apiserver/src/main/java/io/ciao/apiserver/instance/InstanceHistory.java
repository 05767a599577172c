package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.meta.EventNote;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.EventNote.Source;
import io.ciao.apiserver.request.FieldManagers;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.Optional;

/// What a write tells people of an instance that goes as it should: three Events in a life without
/// trouble. Failures are told by whoever saw them. Pure.
final class InstanceHistory {
  private static final String AGENT = "ciao-launcher-agent";

  private InstanceHistory() {}

  /// It was bound.
  static EventNote scheduled(JsonNode instance, String node) {
    return note(
        instance,
        Source.of(FieldManagers.SCHEDULER),
        InstanceReasons.SCHEDULED,
        "bound to node " + node);
  }

  /// It gives way to another.
  static EventNote preempted(JsonNode instance, String because) {
    var usual =
        note(instance, Source.of(FieldManagers.SCHEDULER), InstanceReasons.PREEMPTED, because);
    return new EventNote(
        usual.about(), usual.source(), Severity.WARNING, usual.reason(), usual.message());
  }

  /// What a report says that the one before did not: that it began to run, or that it stopped
  /// because somebody wished so.
  static Optional<EventNote> reported(JsonNode before, JsonNode after) {
    JsonNode was = before.path("status").path("observed");
    JsonNode is = after.path("status").path("observed");
    boolean sameCopy = was.path("epoch").asLong(-1) == is.path("epoch").asLong(-1);
    String old = sameCopy ? was.path("state").asText("") : "";
    String state = is.path("state").asText("");
    Source agent = new Source(AGENT, is.path("node").asText(""));
    if (isRunning(state) && !isRunning(old)) {
      return Optional.of(note(after, agent, "Started", "started on node " + agent.host()));
    }
    boolean ran = isRunning(old) || old.equals(InstanceState.Stopping.name());
    return ran && isOver(state)
        ? Optional.of(
            note(after, agent, "Stopped", "stopped on node " + agent.host() + ", " + why(after)))
        : Optional.empty();
  }

  private static boolean isRunning(String state) {
    return state.equals(InstanceState.Running.name());
  }

  private static boolean isOver(String state) {
    return state.equals(InstanceState.Stopped.name())
        || state.equals(InstanceState.Released.name());
  }

  private static String why(JsonNode instance) {
    if (ObjectTree.deleting(instance)) {
      return "because it is being deleted";
    }
    return instance.path("status").path("binding").path("releasing").asBoolean()
        ? "because the scheduler takes it from there"
        : "as wished";
  }

  private static EventNote note(JsonNode instance, Source source, String reason, String message) {
    About about =
        About.ofOurs(
            Instance.KIND,
            ObjectTree.namespace(instance),
            ObjectTree.name(instance),
            ObjectTree.uid(instance));
    return new EventNote(about, source, Severity.NORMAL, reason, message);
  }
}
