package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A STATS command, no root key.
///
/// @param nodeUuid the node
/// @param status its status as text: `READY`, `FULL`, `MAINTENANCE`
/// @param hostname its name
/// @param figures what it has
/// @param networks its interfaces
/// @param instances what runs on it
/// @param ciao null: from an original, or nothing to report
public record Stats(
    String nodeUuid,
    String status,
    String hostname,
    NodeFigures figures,
    List<NodeNetwork> networks,
    List<InstanceStats> instances,
    @Nullable ReportsExtension ciao) {

  /// Copies the lists.
  public Stats {
    networks = List.copyOf(networks);
    instances = List.copyOf(instances);
  }

  /// Reads a payload.
  public static PayloadResult<Stats> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields ->
            new Stats(
                fields.text("node_uuid"),
                fields.text("status"),
                fields.text("hostname"),
                NodeFigures.read(fields),
                NodeNetwork.readAll(fields),
                fields.children("instances").stream().map(InstanceStats::read).toList(),
                ReportsExtension.read(fields)));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var tree = PayloadText.mapping();
    tree.put("node_uuid", nodeUuid);
    tree.put("status", status);
    figures.write(tree);
    tree.put("hostname", hostname);
    NodeNetwork.writeAll(networks, tree);
    var list = tree.putArray("instances");
    instances.forEach(instance -> instance.write(list.addObject()));
    if (ciao != null) {
      ciao.write(tree);
    }
    return PayloadText.bytes(tree);
  }
}
