package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A report as SSNTP payloads carry it: `{namespace, name, uid, epoch, incarnation, seq, facts}`,
/// and `trace` of a traced one.
public record FrameReport(InstanceRef instance, CopyReport report) {

  /// What a payload says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static FrameReport read(JsonNode tree) {
    var fields = new ItemFields(tree, "report");
    return new FrameReport(InstanceRef.read(fields), CopyReport.read(fields));
  }

  public ObjectNode toTree() {
    var tree = instance.toTree();
    report.writeTo(tree);
    return tree;
  }
}
