package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A StartFailure error, no root key.
///
/// @param nodeUuid the node; empty: said by a scheduler
/// @param instanceUuid the instance
/// @param reason as on the wire; {@link #knownReason()} for what this version knows
/// @param restart the flag of the START that failed
/// @param ciao null: from an original, or nothing to report
public record StartFailure(
    String nodeUuid,
    String instanceUuid,
    String reason,
    boolean restart,
    @Nullable ReportsExtension ciao) {

  /// The reason; empty: a word that this version does not know.
  public Optional<StartFailureReason> knownReason() {
    return StartFailureReason.fromCode(reason);
  }

  /// Reads a payload.
  public static PayloadResult<StartFailure> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields ->
            new StartFailure(
                fields.text("node_uuid"),
                fields.text("instance_uuid"),
                fields.text("reason"),
                fields.flag("restart"),
                ReportsExtension.read(fields)));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var tree = PayloadText.mapping();
    tree.put("node_uuid", nodeUuid);
    tree.put("instance_uuid", instanceUuid);
    tree.put("reason", reason);
    tree.put("restart", restart);
    if (ciao != null) {
      ciao.write(tree);
    }
    return PayloadText.bytes(tree);
  }
}
