package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a node has and uses; −1: unknown.
///
/// @param memTotalMb memory in MiB
/// @param memAvailableMb free memory in MiB
/// @param diskTotalMb disk in MiB
/// @param diskAvailableMb free disk in MiB
/// @param load load average of the last minute
/// @param cpusOnline CPUs
public record NodeFigures(
    int memTotalMb,
    int memAvailableMb,
    int diskTotalMb,
    int diskAvailableMb,
    int load,
    int cpusOnline) {

  /// Nothing is known.
  public static final NodeFigures UNKNOWN = new NodeFigures(-1, -1, -1, -1, -1, -1);

  static NodeFigures read(Fields fields) {
    return new NodeFigures(
        fields.integer("mem_total_mb", -1),
        fields.integer("mem_available_mb", -1),
        fields.integer("disk_total_mb", -1),
        fields.integer("disk_available_mb", -1),
        fields.integer("load", -1),
        fields.integer("cpus_online", -1));
  }

  void write(ObjectNode tree) {
    tree.put("mem_total_mb", memTotalMb);
    tree.put("mem_available_mb", memAvailableMb);
    tree.put("disk_total_mb", diskTotalMb);
    tree.put("disk_available_mb", diskAvailableMb);
    tree.put("load", load);
    tree.put("cpus_online", cpusOnline);
  }
}
