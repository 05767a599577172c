package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.batch.CopyReport;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.EventNote;
import io.ciao.apiserver.node.Membership;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a report and conditions make of an instance. Pure.
final class StatusRule {
  private StatusRule() {}

  /// What is to be done with one item.
  sealed interface Outcome {
    /// The object is to be written.
    ///
    /// @param reported whether the report was applied, so that the node must still be a member at
    ///   the write
    /// @param event what people are told
    record Write(ObjectNode instance, boolean reported, Optional<EventNote> event)
        implements Outcome {}

    /// Nothing new; the caller need not repeat it.
    ///
    /// @param why for people
    record Ignore(String why) implements Outcome {}

    record Refuse(int code, ItemReason reason, String message) implements Outcome {}
  }

  /// Judges one item.
  ///
  /// @param current the instance as it is
  /// @param member the reporting node's membership; null if it has none
  static Outcome decide(
      ObjectNode current, StatusItem item, @Nullable Membership member, Instant now) {
    if (!ObjectTree.uid(current).equals(item.instance().uid())) {
      return new Outcome.Refuse(410, ItemReason.GONE, "the uid is now " + ObjectTree.uid(current));
    }
    ObjectNode changed = current.deepCopy();
    Optional<String> stale = Optional.empty();
    boolean reported = false;
    CopyReport report = item.report();
    if (report != null) {
      stale = stale(changed, node(item), report.version(), member);
      if (stale.isEmpty()) {
        apply(changed, node(item), report);
        StartTraces.reported(changed, report.trace(), now);
        reported = true;
      }
    }
    if (!item.conditions().isEmpty()) {
      InstanceConditions.put(changed, item.conditions(), now);
    }
    InstanceConditions.refresh(changed, now);
    if (changed.equals(current)) {
      return new Outcome.Ignore(stale.orElse("nothing new"));
    }
    if (reported) {
      InstanceOwners.reported(changed, now);
    }
    if (!item.conditions().isEmpty()) {
      InstanceOwners.stated(changed, item.conditions(), now);
    }
    return new Outcome.Write(
        changed,
        reported,
        reported ? InstanceHistory.reported(current, changed) : Optional.empty());
  }

  /// Whether the item carries a report that would not be applied.
  static boolean isStale(JsonNode instance, StatusItem item, @Nullable Membership member) {
    CopyReport report = item.report();
    return report != null && stale(instance, node(item), report.version(), member).isPresent();
  }

  private static String node(StatusItem item) {
    return item.node() == null ? "" : item.node();
  }

  /// Why a report is not applied; empty if it is.
  private static Optional<String> stale(
      JsonNode instance, String node, ReportVersion report, @Nullable Membership member) {
    JsonNode binding = instance.path("status").path("binding");
    if (!binding.isObject()) {
      return Optional.of("the instance is not bound");
    }
    if (binding.path("epoch").asLong() != report.epoch()) {
      return Optional.of(
          "the report is of epoch "
              + report.epoch()
              + ", the binding of "
              + binding.path("epoch").asLong());
    }
    if (!binding.path("nodeName").asText("").equals(node)) {
      return Optional.of("the instance is bound to another node");
    }
    if (member == null || !member.isMember(report.incarnation())) {
      return Optional.of(
          "node "
              + node
              + " is "
              + (member == null ? "no member" : member)
              + ", the report of incarnation "
              + report.incarnation());
    }
    if (!report.isNewerThan(ReportVersion.of(instance.path("status").path("observed")))) {
      return Optional.of("a newer report is stored");
    }
    return Optional.empty();
  }

  private static void apply(ObjectNode instance, String node, CopyReport report) {
    ObjectNode status = ObjectTree.map(instance, "status");
    report.writeObserved(node, status.putObject("observed"));
    Long generation = report.facts().generation();
    if (generation != null) {
      status.put("observedGeneration", generation);
    }
  }
}
