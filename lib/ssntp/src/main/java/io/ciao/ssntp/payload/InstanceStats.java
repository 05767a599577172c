package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Statistics of one instance; −1: unknown.
///
/// @param instanceUuid the instance
/// @param state `pending`, `active`, `exited`, `stopping`, `deleted`, `hung`, `missing` …
/// @param ssh where its ssh port is forwarded from
/// @param memoryUsageMb memory in MiB
/// @param diskUsageMb disk in MiB
/// @param cpuUsage percent, divided by its vCPUs
/// @param volumes ids of attached volumes
public record InstanceStats(
    String instanceUuid,
    String state,
    Ssh ssh,
    int memoryUsageMb,
    int diskUsageMb,
    int cpuUsage,
    List<String> volumes) {

  /// A forwarded ssh port.
  ///
  /// @param ip the concentrator's address; empty: none
  /// @param port the port; 0: none
  public record Ssh(String ip, int port) {

    /// Nothing is forwarded.
    public static final Ssh NONE = new Ssh("", 0);
  }

  /// Copies the list.
  public InstanceStats {
    volumes = List.copyOf(volumes);
  }

  static InstanceStats read(Fields fields) {
    return new InstanceStats(
        fields.text("instance_uuid"),
        fields.text("state"),
        new Ssh(fields.text("ssh_ip"), fields.integer("ssh_port", 0)),
        fields.integer("memory_usage_mb", -1),
        fields.integer("disk_usage_mb", -1),
        fields.integer("cpu_usage", -1),
        fields.texts("volumes"));
  }

  void write(ObjectNode tree) {
    tree.put("instance_uuid", instanceUuid);
    tree.put("state", state);
    tree.put("ssh_ip", ssh.ip());
    tree.put("ssh_port", ssh.port());
    tree.put("memory_usage_mb", memoryUsageMb);
    tree.put("disk_usage_mb", diskUsageMb);
    tree.put("cpu_usage", cpuUsage);
    var list = tree.putArray("volumes");
    volumes.forEach(list::add);
  }
}
