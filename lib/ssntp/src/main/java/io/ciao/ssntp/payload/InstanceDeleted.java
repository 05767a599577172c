package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import org.jspecify.annotations.Nullable;

/// An InstanceDeleted event: the instance is gone from its node. Root key `instance_deleted`.
///
/// @param instanceUuid the instance
/// @param ciao null: from an original, or nothing to report; stands at the root
public record InstanceDeleted(String instanceUuid, @Nullable ReportsExtension ciao) {

  private static final String ROOT = "instance_deleted";

  /// Reads a payload.
  public static PayloadResult<InstanceDeleted> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root ->
            new InstanceDeleted(
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
