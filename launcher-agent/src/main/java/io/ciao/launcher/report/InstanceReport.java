package io.ciao.launcher.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.CopyFacts;
import io.ciao.api.instance.batch.CopyReport;
import io.ciao.api.instance.batch.FrameReport;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.launcher.ledger.InstanceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One numbered report.
///
/// @param occasion by which frame it travels over SSNTP
/// @param trace of a traced start that it is the end of
public record InstanceReport(
    InstanceName instance,
    ReportVersion version,
    Facts facts,
    Occasion occasion,
    TraceMarks trace) {

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

  /// As SSNTP payloads carry it.
  public ObjectNode frameItem() {
    return new FrameReport(instance.ref(), report()).toTree();
  }

  /// As `instances:status` takes it.
  StatusItem apiItem() {
    return new StatusItem(instance.ref(), null, report(), List.of());
  }

  private CopyReport report() {
    var ending = facts.ending();
    var startedAt = facts.startedAt();
    return new CopyReport(
        version,
        new CopyFacts(
            facts.generation(),
            facts.state().name(),
            emptyToNull(facts.reason()),
            emptyToNull(cut(facts.message())),
            facts.interfacePlugged(),
            startedAt == null ? null : startedAt.toString(),
            ending == null ? null : ending.finishedAt().toString(),
            ending == null || ending.exitCode() == null ? null : ending.exitCode().longValue()),
        trace);
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// What an engine says can be any length; the API takes 8,192 characters.
  private static String cut(String message) {
    return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX - 1) + "…";
  }

  /// Whether what the API shows says the same at the same epoch, whoever reported it when.
  boolean saysSameAs(ObjectNode observed) {
    return version.sameLife(ReportVersion.of(observed))
        && report().facts().equals(Json.toRecord(observed, CopyFacts.class));
  }
}
