package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.instance.trace.TraceMarks;
import org.jspecify.annotations.Nullable;

/// One binding that a scheduler asks for.
///
/// @param generation of the spec that was placed
/// @param workloadRevision that it was placed for, `<uid>/<generation>` of the workload it names;
///   null if it names none; of no interest once it was bound
/// @param network what becomes `status.network`; null if none
/// @param ssh what becomes `status.ssh`; null if none
/// @param lost the node that it is still bound to and that is lost; null if it has none
/// @param trace what the scheduler tells of a traced one
public record BindItem(
    InstanceRef instance,
    long generation,
    String nodeName,
    String nodeUid,
    @Nullable String workloadRevision,
    @Nullable InstanceNetwork network,
    @Nullable SshEndpoint ssh,
    @Nullable LostNode lost,
    TraceMarks trace)
    implements BatchItem {

  /// What a request says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static BindItem read(ItemFields fields) {
    return new BindItem(
        InstanceRef.read(fields),
        fields.number("generation"),
        fields.text("nodeName"),
        fields.text("nodeUID"),
        fields.optionalText("workloadRevision"),
        fields.has("network") ? network(fields.object("network")) : null,
        fields.has("ssh") ? ssh(fields.object("ssh")) : null,
        fields.has("lost") ? LostNode.read(fields.object("lost")) : null,
        fields.marks("trace"));
  }

  private static InstanceNetwork network(ItemFields fields) {
    return new InstanceNetwork(
        fields.text("subnet"),
        fields.text("concentrator"),
        fields.text("address"),
        fields.optionalText("address6"),
        fields.text("mac"),
        fields.has("forward") ? fields.port("forward") : null);
  }

  private static SshEndpoint ssh(ItemFields fields) {
    return new SshEndpoint(fields.text("host"), fields.port("port"));
  }

  @Override
  public ObjectNode toTree() {
    var item = instance.toTree();
    item.put("generation", generation).put("nodeName", nodeName).put("nodeUID", nodeUid);
    if (workloadRevision != null) {
      item.put("workloadRevision", workloadRevision);
    }
    if (network != null) {
      item.set("network", Json.toTree(network));
    }
    if (ssh != null) {
      item.set("ssh", Json.toTree(ssh));
    }
    if (lost != null) {
      item.set("lost", lost.toTree());
    }
    if (!trace.isEmpty()) {
      trace.writeTo(item.putObject("trace"));
    }
    return item;
  }
}
