package io.ciao.ssntp.payload;

import java.util.Optional;

/// Why a START came to nothing.
public enum StartFailureReason {
  /// No node has room; said by a scheduler.
  FULL_CLOUD("full_cloud", true, "Cloud is full"),
  /// This node has no room.
  FULL_COMPUTE_NODE("full_cn", true, "Compute node is full"),
  /// This node takes nothing for now.
  NODE_MAINTENANCE("node_maintenance", true, "Node is undergoing maintenance"),
  /// There is no compute node; said by a scheduler.
  NO_COMPUTE_NODES("no_cn", true, "No compute node available"),
  /// There is no network node; said by a scheduler.
  NO_NETWORK_NODES("no_net_cn", true, "No network node available"),
  /// The payload cannot be read.
  INVALID_PAYLOAD("invalid_payload", true, "YAML payload is corrupt"),
  /// The payload lacks something.
  INVALID_DATA("invalid_data", true, "Command section is missing required information"),
  /// It runs already: nothing was changed.
  ALREADY_RUNNING("already_running", false, "Instance is already running"),
  /// It exists already: nothing was changed.
  INSTANCE_EXISTS("instance_exists", false, "Instance already exists"),
  /// Image, disk or container could not be made.
  IMAGE_FAILURE("image_failure", true, "Failed to create instance image"),
  /// The process or container did not start.
  LAUNCH_FAILURE("launch_failure", true, "Failed to launch instance"),
  /// The interface could not be made.
  NETWORK_FAILURE("network_failure", true, "Failed to create VNIC for instance");

  private final String code;
  private final boolean fatal;
  private final String text;

  StartFailureReason(String code, boolean fatal, String text) {
    this.code = code;
    this.fatal = fatal;
    this.text = text;
  }

  /// The word on the wire.
  public String code() {
    return code;
  }

  /// Whether the instance is gone from the node; otherwise it is as it was.
  public boolean fatal() {
    return fatal;
  }

  /// For people.
  public String text() {
    return text;
  }

  /// The reason of that word; empty: unknown, to be treated as not fatal.
  public static Optional<StartFailureReason> fromCode(String code) {
    for (var reason : values()) {
      if (reason.code.equals(code)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
