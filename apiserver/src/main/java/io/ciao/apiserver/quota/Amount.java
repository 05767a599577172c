package io.ciao.apiserver.quota;

import io.ciao.api.unit.Quantity;

/// What is counted for a tenant. The order is that of messages.
public enum Amount {
  INSTANCES("instances", false),
  VCPUS("vcpus", false),
  MEMORY("memory", true),
  SHARED_DISK("sharedDisk", true),
  VOLUMES("volumes", false),
  VOLUME_STORAGE("volumeStorage", true),
  EXTERNAL_IPS("externalIPs", false),
  IMAGES("images", false);

  private final String field;
  private final boolean bytes;

  Amount(String field, boolean bytes) {
    this.field = field;
    this.bytes = bytes;
  }

  /// Its field in a Quota.
  String field() {
    return field;
  }

  /// Whether it is counted in bytes.
  boolean isBytes() {
    return bytes;
  }

  /// As people read it: `512Mi`, `2`.
  String text(long value) {
    return bytes ? Quantity.ofBytes(value).toString() : Long.toString(value);
  }
}
