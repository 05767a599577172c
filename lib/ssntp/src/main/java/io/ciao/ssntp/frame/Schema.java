package io.ciao.ssntp.frame;

import io.ciao.ssntp.gob.WireType;
import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.Marshaler;
import io.ciao.ssntp.gob.WireType.OpaqueType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.util.List;

/// The types of the frames as the original describes them: names, order of fields, order of
/// descriptors. Ids are given out per stream, in the order in which a stream first needs a type.
final class Schema {

  static final int UUID_BYTES = 16;

  /// How many ids the types of ordinary frames take.
  static final int TRAFFIC_TYPES = 6;

  private static final int UUID_AFTER_FRAME = 1;
  private static final int TRACE_AFTER_FRAME = 2;
  private static final int TIME_AFTER_FRAME = 3;
  private static final int HOP_AFTER_FRAME = 4;
  private static final int PATH_AFTER_FRAME = 5;

  private Schema() {}

  static List<WireType> connect(int id) {
    return List.of(
        new StructType(
            id,
            "ConnectFrame",
            List.of(
                new WireField("Major", WireType.UNSIGNED),
                new WireField("Minor", WireType.UNSIGNED),
                new WireField("Type", WireType.UNSIGNED),
                new WireField("Operand", WireType.UNSIGNED),
                new WireField("Role", WireType.UNSIGNED),
                new WireField("Source", WireType.BYTES),
                new WireField("Destination", WireType.BYTES))));
  }

  static List<WireType> connected(int id) {
    return List.of(
        new StructType(
            id,
            "ConnectedFrame",
            List.of(
                new WireField("Major", WireType.UNSIGNED),
                new WireField("Minor", WireType.UNSIGNED),
                new WireField("Type", WireType.UNSIGNED),
                new WireField("Operand", WireType.UNSIGNED),
                new WireField("Role", WireType.UNSIGNED),
                new WireField("Source", WireType.BYTES),
                new WireField("Destination", WireType.BYTES),
                new WireField("PayloadLength", WireType.UNSIGNED),
                new WireField("Payload", WireType.BYTES))));
  }

  /// An ordinary frame and all that it may contain, in the order of their descriptors: the path
  /// comes before the hop although it got its id later.
  static List<WireType> traffic(int id) {
    var uuid = id + UUID_AFTER_FRAME;
    var trace = id + TRACE_AFTER_FRAME;
    var time = id + TIME_AFTER_FRAME;
    var hop = id + HOP_AFTER_FRAME;
    var path = id + PATH_AFTER_FRAME;
    return List.of(
        new StructType(
            id,
            "Frame",
            List.of(
                new WireField("Major", WireType.UNSIGNED),
                new WireField("Minor", WireType.UNSIGNED),
                new WireField("Type", WireType.UNSIGNED),
                new WireField("Operand", WireType.UNSIGNED),
                new WireField("Origin", uuid),
                new WireField("PayloadLength", WireType.UNSIGNED),
                new WireField("Trace", trace),
                new WireField("Payload", WireType.BYTES))),
        new ArrayType(uuid, "UUID", WireType.UNSIGNED, UUID_BYTES),
        new StructType(
            trace,
            "FrameTrace",
            List.of(
                new WireField("Label", WireType.BYTES),
                new WireField("StartTimestamp", time),
                new WireField("EndTimestamp", time),
                new WireField("PathLength", WireType.UNSIGNED),
                new WireField("Path", path))),
        new OpaqueType(time, "Time", Marshaler.GOB),
        new SliceType(path, "[]ssntp.Node", hop),
        new StructType(
            hop,
            "Node",
            List.of(
                new WireField("UUID", WireType.BYTES),
                new WireField("Role", WireType.UNSIGNED),
                new WireField("TxTimestamp", time),
                new WireField("RxTimestamp", time))));
  }
}
