package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A READY status, no root key.
///
/// @param nodeUuid the node
/// @param hostname its name
/// @param figures what it has
/// @param networks its interfaces
/// @param ciao null: from an original
public record Ready(
    String nodeUuid,
    String hostname,
    NodeFigures figures,
    List<NodeNetwork> networks,
    @Nullable ReadyExtension ciao) {

  /// Copies the list.
  public Ready {
    networks = List.copyOf(networks);
  }

  /// Reads a payload.
  public static PayloadResult<Ready> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields ->
            new Ready(
                fields.text("node_uuid"),
                fields.text("hostname"),
                NodeFigures.read(fields),
                NodeNetwork.readAll(fields),
                ReadyExtension.read(fields)));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var tree = PayloadText.mapping();
    tree.put("node_uuid", nodeUuid);
    figures.write(tree);
    NodeNetwork.writeAll(networks, tree);
    tree.put("hostname", hostname);
    if (ciao != null) {
      ciao.write(tree);
    }
    return PayloadText.bytes(tree);
  }
}
