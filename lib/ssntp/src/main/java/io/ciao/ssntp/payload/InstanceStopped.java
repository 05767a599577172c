package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import org.jspecify.annotations.Nullable;

/// An InstanceStopped event: the instance has left its node and is kept in the cluster. Root key
/// `instance_stopped`.
///
/// @param instanceUuid the instance
/// @param ciao null: from an original, or nothing to report; stands at the root
public record InstanceStopped(String instanceUuid, @Nullable ReportsExtension ciao) {

  private static final String ROOT = "instance_stopped";

  /// Reads a payload.
  public static PayloadResult<InstanceStopped> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root ->
            new InstanceStopped(
                root.child(ROOT).text("instance_uuid"), ReportsExtension.read(root)));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(ROOT).put("instance_uuid", instanceUuid);
    if (ciao != null) {
      ciao.write(root);
    }
    return PayloadText.bytes(root);
  }
}
