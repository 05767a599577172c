package io.ciao.launcher.qemu;

import io.ciao.linux.net.LinkNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/// Where the files of one virtual machine lie. Disk, config drive and logs are the instance's and
/// outlive an epoch; process id and sockets are the copy's.
///
/// Sockets lie in a directory of their own under short names: the kernel takes at most 107 bytes.
///
/// @param state the driver's directory
record QemuFiles(Path state, String uid) {
  static final int SOCKET_PATH_BYTES_MAX = 107;

  static Path instances(Path state) {
    return state.resolve("instances");
  }

  static Path sockets(Path state) {
    return state.resolve("sock");
  }

  /// What tells this copy's process from every other on the machine; QEMU's `-name`.
  static String processName(String uid, long epoch) {
    return "ciao-" + uid + "-" + epoch;
  }

  Path directory() {
    return instances(state).resolve(uid);
  }

  Path disk() {
    return directory().resolve("root.qcow2");
  }

  Path configDrive() {
    return directory().resolve("seed.iso");
  }

  Path efiVariables() {
    return directory().resolve("efivars.fd");
  }

  Path consoleLog() {
    return directory().resolve("console.log");
  }

  /// What is known of the instance: names, and the one copy that was made last.
  Path record() {
    return directory().resolve("copy.json");
  }

  Path pidFile(long epoch) {
    return directory().resolve(epoch + ".pid");
  }

  Path monitorSocket() {
    return sockets(state).resolve(shortName() + ".qmp");
  }

  Path consoleSocket() {
    return sockets(state).resolve(shortName() + ".con");
  }

  /// The tap that QEMU opens; the same name on every node.
  String tap() {
    return LinkNames.ofPort(uid);
  }

  private String shortName() {
    return UUID.nameUUIDFromBytes(uid.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8)
        + uid.substring(0, Math.min(4, uid.length()));
  }
}
