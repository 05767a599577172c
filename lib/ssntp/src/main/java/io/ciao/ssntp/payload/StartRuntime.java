package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// How an instance runs.
///
/// @param vmType `qemu` or `docker`; empty: qemu
/// @param firmware `efi` or `legacy`; empty: efi
/// @param dockerImage the container image; empty for VMs
/// @param persistence `all`, `vm` or `host`; the original's agent ignores it
/// @param restart the instance has run before and keeps its disk
public record StartRuntime(
    String vmType, String firmware, String dockerImage, String persistence, boolean restart) {

  /// A VM.
  public static StartRuntime vm(String firmware) {
    return new StartRuntime("qemu", firmware, "", "host", false);
  }

  /// A container.
  public static StartRuntime container(String image) {
    return new StartRuntime("docker", "", image, "host", false);
  }

  static StartRuntime read(Fields start) {
    return new StartRuntime(
        start.text("vm_type"),
        start.text("fw_type"),
        start.text("docker_image"),
        start.text("persistence"),
        start.flag("restart"));
  }

  void write(ObjectNode start) {
    start.put("docker_image", dockerImage);
    start.put("fw_type", firmware);
    start.put("persistence", persistence);
    start.put("vm_type", vmType);
    start.put("restart", restart);
  }
}
