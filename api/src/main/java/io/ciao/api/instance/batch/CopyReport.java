package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a node reports of its copy of an instance, and when it did.
public record CopyReport(ReportVersion version, CopyFacts facts) {

  static CopyReport read(ItemFields fields) {
    return new CopyReport(ReportVersion.read(fields), CopyFacts.read(fields.object("facts")));
  }

  void writeTo(ObjectNode tree) {
    version.writeTo(tree);
    facts.writeTo(tree.putObject("facts"));
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
