package io.ciao.ssntp.frame;

import static java.util.Objects.requireNonNull;

import io.ciao.ssntp.frame.FieldPlan.Known;
import io.ciao.ssntp.frame.FieldPlan.Shape;
import io.ciao.ssntp.frame.Trace.Hop;
import io.ciao.ssntp.gob.GobInput;
import io.ciao.ssntp.gob.GobTime;
import io.ciao.ssntp.gob.WireType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the trace inside a frame. Confined to its decoder's thread.
final class TraceReader {

  private static final int LABEL = 0;
  private static final int START = 1;
  private static final int END = 2;
  private static final int PATH_LENGTH = 3;
  private static final int PATH = 4;

  private static final Map<String, Known> TRACE_FIELDS =
      Map.of(
          "Label", new Known(LABEL, Shape.BYTES),
          "StartTimestamp", new Known(START, Shape.TIME),
          "EndTimestamp", new Known(END, Shape.TIME),
          "PathLength", new Known(PATH_LENGTH, Shape.UNSIGNED),
          "Path", new Known(PATH, Shape.STRUCTS));

  private static final int HOP_UUID = 0;
  private static final int HOP_ROLE = 1;
  private static final int HOP_SENT = 2;
  private static final int HOP_RECEIVED = 3;

  private static final Map<String, Known> HOP_FIELDS =
      Map.of(
          "UUID", new Known(HOP_UUID, Shape.BYTES),
          "Role", new Known(HOP_ROLE, Shape.UNSIGNED),
          "TxTimestamp", new Known(HOP_SENT, Shape.TIME),
          "RxTimestamp", new Known(HOP_RECEIVED, Shape.TIME));

  private static final int LABEL_MAX_BYTES = 4096;

  private final FieldPlans tracePlans = new FieldPlans(TRACE_FIELDS);
  private final FieldPlans hopPlans = new FieldPlans(HOP_FIELDS);

  /// Reads a value of a described struct; null only after a problem.
  @Nullable Trace read(GobInput in, int typeId, WireTypes types) {
    var plan = tracePlans.of(in, (StructType) described(types, typeId), types);
    if (plan == null) {
      return null;
    }
    var label = Bytes.EMPTY;
    GobTime start = null;
    GobTime end = null;
    List<Hop> path = List.of();
    var index = WireTypes.nextField(in, plan.type(), -1);
    while (index >= 0) {
      var fieldType = plan.type().fields().get(index).typeId();
      switch (plan.slots().get(index)) {
        case LABEL -> label = Bytes.wrap(in.bytes(LABEL_MAX_BYTES, "Label"));
        case START -> start = time(in);
        case END -> end = time(in);
        // Says the same as the path itself.
        case PATH_LENGTH -> in.unsigned();
        case PATH -> path = path(in, fieldType, types);
        default -> types.skip(in, fieldType);
      }
      index = WireTypes.nextField(in, plan.type(), index);
    }
    return new Trace(label, start, end, false, path);
  }

  private List<Hop> path(GobInput in, int sliceType, WireTypes types) {
    var slice = (SliceType) described(types, sliceType);
    var plan = hopPlans.of(in, (StructType) described(types, slice.elementType()), types);
    if (plan == null) {
      return List.of();
    }
    var count = in.count("Path");
    if (count > Trace.PATH_MAX) {
      in.fail("a path of " + count + " hops; at most " + Trace.PATH_MAX + " are allowed");
    }
    var hops = new ArrayList<Hop>();
    for (var i = 0; i < count && !in.failed(); i++) {
      hops.add(hop(in, plan, types));
    }
    return hops;
  }

  private static Hop hop(GobInput in, FieldPlan plan, WireTypes types) {
    UUID node = UuidBytes.NIL;
    var roles = 0;
    GobTime sent = null;
    GobTime received = null;
    var index = WireTypes.nextField(in, plan.type(), -1);
    while (index >= 0) {
      switch (plan.slots().get(index)) {
        case HOP_UUID -> node = UuidBytes.readSlice(in, "UUID of a hop");
        case HOP_ROLE -> roles = FrameReader.mask(in);
        case HOP_SENT -> sent = time(in);
        case HOP_RECEIVED -> received = time(in);
        default -> types.skip(in, plan.type().fields().get(index).typeId());
      }
      index = WireTypes.nextField(in, plan.type(), index);
    }
    return new Hop(node, new Roles(roles), sent, received);
  }

  /// A time; null for Go's zero time, which is also what a time left out means.
  private static @Nullable GobTime time(GobInput in) {
    var time = GobTime.read(in);
    return time.isZero() ? null : time;
  }

  /// A described type, which the plan has seen to be a struct or a slice of them.
  private static WireType described(WireTypes types, int id) {
    return requireNonNull(types.get(id));
  }
}
