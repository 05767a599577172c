package io.ciao.ssntp.frame;

import io.ciao.ssntp.frame.FieldPlan.Known;
import io.ciao.ssntp.frame.FieldPlan.Shape;
import io.ciao.ssntp.gob.GobInput;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireTypes;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns one struct value of a stream into a frame.
///
/// A gob reader matches fields by name, so the three structs of the original are read as one with
/// all their fields; type and operand tell what the frame is. Confined to its decoder's thread.
final class FrameReader {

  private static final int MAJOR = 0;
  private static final int MINOR = 1;
  private static final int TYPE = 2;
  private static final int OPERAND = 3;
  private static final int ROLE = 4;
  private static final int SOURCE = 5;
  private static final int DESTINATION = 6;
  private static final int ORIGIN = 7;
  private static final int PAYLOAD_LENGTH = 8;
  private static final int TRACE = 9;
  private static final int PAYLOAD = 10;

  private static final Map<String, Known> FIELDS =
      Map.ofEntries(
          Map.entry("Major", new Known(MAJOR, Shape.UNSIGNED)),
          Map.entry("Minor", new Known(MINOR, Shape.UNSIGNED)),
          Map.entry("Type", new Known(TYPE, Shape.UNSIGNED)),
          Map.entry("Operand", new Known(OPERAND, Shape.UNSIGNED)),
          Map.entry("Role", new Known(ROLE, Shape.UNSIGNED)),
          Map.entry("Source", new Known(SOURCE, Shape.BYTES)),
          Map.entry("Destination", new Known(DESTINATION, Shape.BYTES)),
          Map.entry("Origin", new Known(ORIGIN, Shape.UUID_ARRAY)),
          Map.entry("PayloadLength", new Known(PAYLOAD_LENGTH, Shape.UNSIGNED)),
          Map.entry("Trace", new Known(TRACE, Shape.STRUCT)),
          Map.entry("Payload", new Known(PAYLOAD, Shape.BYTES)));

  private static final int BYTE_MAX = 0xff;

  private final int payloadMaxBytes;
  private final FieldPlans plans = new FieldPlans(FIELDS);
  private final TraceReader traces = new TraceReader();

  private int major;
  private int type;
  private int operand;
  private int roles;
  private UUID source = UuidBytes.NIL;
  private UUID destination = UuidBytes.NIL;
  private UUID origin = UuidBytes.NIL;
  private Bytes payload = Bytes.EMPTY;
  private @Nullable Trace trace;

  FrameReader(int payloadMaxBytes) {
    this.payloadMaxBytes = payloadMaxBytes;
  }

  @Nullable Frame read(GobInput in, StructType struct, WireTypes types) {
    var plan = plans.of(in, struct, types);
    if (plan == null) {
      return null;
    }
    clear();
    var index = WireTypes.nextField(in, struct, -1);
    while (index >= 0) {
      readField(in, plan, index, types);
      index = WireTypes.nextField(in, struct, index);
    }
    var version = major & ~FrameEncoder.PATH_TRACE_BIT;
    if (version != Frame.MAJOR) {
      in.fail("protocol version " + version + "; this side speaks version " + Frame.MAJOR);
    }
    return in.failed() ? null : frame();
  }

  private void clear() {
    major = 0;
    type = 0;
    operand = 0;
    roles = 0;
    source = UuidBytes.NIL;
    destination = UuidBytes.NIL;
    origin = UuidBytes.NIL;
    payload = Bytes.EMPTY;
    trace = null;
  }

  private void readField(GobInput in, FieldPlan plan, int index, WireTypes types) {
    switch (plan.slots().get(index)) {
      case MAJOR -> major = in.unsigned(BYTE_MAX, "Major");
      case MINOR -> in.unsigned(BYTE_MAX, "Minor");
      case TYPE -> type = in.unsigned(BYTE_MAX, "Type");
      case OPERAND -> operand = in.unsigned(BYTE_MAX, "Operand");
      case ROLE -> roles = mask(in);
      case SOURCE -> source = UuidBytes.readSlice(in, "Source");
      case DESTINATION -> destination = UuidBytes.readSlice(in, "Destination");
      case ORIGIN -> origin = UuidBytes.readArray(in, "Origin");
      // Says the same as the payload itself, which is what counts; the original ignores it too.
      case PAYLOAD_LENGTH -> in.unsigned();
      case TRACE -> trace = traces.read(in, plan.type().fields().get(index).typeId(), types);
      case PAYLOAD -> payload = Bytes.wrap(in.bytes(payloadMaxBytes, "Payload"));
      default -> types.skip(in, plan.type().fields().get(index).typeId());
    }
  }

  /// A role mask: 32 bits.
  static int mask(GobInput in) {
    var value = in.unsigned();
    if (value >>> Integer.SIZE != 0) {
      in.fail("a role mask of more than 32 bits");
    }
    return (int) value;
  }

  private Frame frame() {
    var known = Operand.fromCodes(type, operand).orElse(null);
    if (known == Command.CONNECT) {
      return new ConnectFrame(new Roles(roles), source, destination);
    }
    if (known == Status.CONNECTED) {
      return new ConnectedFrame(new Roles(roles), source, destination, payload);
    }
    var path = pathTrace();
    return switch (known) {
      case null -> new UnknownFrame(type, operand, origin, payload, path);
      case Command command -> new CommandFrame(command, origin, payload, path);
      case Status status -> new StatusFrame(status, origin, payload, path);
      case Event event -> new EventFrame(event, origin, payload, path);
      case ErrorCode error -> new ErrorFrame(error, origin, payload, path);
    };
  }

  /// The bit that asks for a path stands in the version, apart from the trace. Set on a frame
  /// without a trace it means nothing: there is nothing to add a hop to.
  private @Nullable Trace pathTrace() {
    var carried = trace;
    if (carried == null || (major & FrameEncoder.PATH_TRACE_BIT) == 0) {
      return carried;
    }
    return new Trace(carried.label(), carried.start(), carried.end(), true, carried.path());
  }
}
