package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.trace.TraceMarks;

/// What a node reports of its copy of an instance, and when it did.
///
/// @param trace what the node tells of the start of a traced one
public record CopyReport(ReportVersion version, CopyFacts facts, TraceMarks trace) {

  static CopyReport read(ItemFields fields) {
    return new CopyReport(
        ReportVersion.read(fields), CopyFacts.read(fields.object("facts")), fields.marks("trace"));
  }

  void writeTo(ObjectNode tree) {
    version.writeTo(tree);
    facts.writeTo(tree.putObject("facts"));
    if (!trace.isEmpty()) {
      trace.writeTo(tree.putObject("trace"));
    }
  }

  /// As `status.observed` keeps it.
  ///
  /// @param node who reports
  public void writeObserved(String node, ObjectNode observed) {
    observed.put("node", node);
    version.writeTo(observed);
    facts.writeTo(observed);
  }
}
