package io.ciao.ssntp.frame;

import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.gob.GobTime;
import io.ciao.ssntp.gob.TypeDescriptors;
import io.ciao.ssntp.gob.WireType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes the frames of one stream: a type's descriptors before its first value, fields that are
/// zero left out. One encoder per connection and direction; confined to one thread or guarded by
/// its owner's lock.
public final class FrameEncoder {

  private static final int FIRST_ID = WireType.FIRST_DEFINED + 1;

  /// Bit 7 of the major version says that handlers add themselves to the path.
  static final int PATH_TRACE_BIT = 0x80;

  /// About what a frame takes beside its payload, so that its length rarely has to be moved.
  private static final int FRAME_OVERHEAD_BYTES = 32;

  private static final int NOT_SENT = 0;

  private int nextId = FIRST_ID;
  private int connectId = NOT_SENT;
  private int connectedId = NOT_SENT;
  private int trafficId = NOT_SENT;

  /// Appends one frame, with descriptors where the stream needs them.
  public void encode(Frame frame, GobOutput out) {
    switch (frame) {
      case ConnectFrame connect -> encodeConnect(connect, out);
      case ConnectedFrame connected -> encodeConnected(connected, out);
      case TrafficFrame traffic -> encodeTraffic(traffic, out);
    }
  }

  private void encodeConnect(ConnectFrame frame, GobOutput out) {
    if (connectId == NOT_SENT) {
      connectId = describe(out, Schema.connect(nextId), 1);
    }
    var mark = out.beginMessage(FRAME_OVERHEAD_BYTES);
    out.signed(connectId);
    var last = head(out, Frame.MAJOR, Command.CONNECT.type().code(), Command.CONNECT.code());
    last = unsignedField(out, last, 4, Integer.toUnsignedLong(frame.roles().mask()));
    last = uuidSliceField(out, last, 5, frame.source());
    uuidSliceField(out, last, 6, frame.destination());
    out.unsigned(0);
    out.endMessage(mark);
  }

  private void encodeConnected(ConnectedFrame frame, GobOutput out) {
    if (connectedId == NOT_SENT) {
      connectedId = describe(out, Schema.connected(nextId), 1);
    }
    var mark = out.beginMessage(FRAME_OVERHEAD_BYTES + frame.configuration().length());
    out.signed(connectedId);
    var last = head(out, Frame.MAJOR, Status.CONNECTED.type().code(), Status.CONNECTED.code());
    last = unsignedField(out, last, 4, Integer.toUnsignedLong(frame.roles().mask()));
    last = uuidSliceField(out, last, 5, frame.source());
    last = uuidSliceField(out, last, 6, frame.destination());
    last = unsignedField(out, last, 7, frame.configuration().length());
    bytesField(out, last, 8, frame.configuration());
    out.unsigned(0);
    out.endMessage(mark);
  }

  private void encodeTraffic(TrafficFrame frame, GobOutput out) {
    if (trafficId == NOT_SENT) {
      trafficId = describe(out, Schema.traffic(nextId), Schema.TRAFFIC_TYPES);
    }
    var trace = frame.trace();
    var mark = out.beginMessage(FRAME_OVERHEAD_BYTES + frame.payload().length());
    out.signed(trafficId);
    var major = trace != null && trace.pathTraced() ? Frame.MAJOR | PATH_TRACE_BIT : Frame.MAJOR;
    var last = head(out, major, frame.typeCode(), frame.operandCode());
    last = uuidArrayField(out, last, 4, frame.origin());
    last = unsignedField(out, last, 5, frame.payload().length());
    if (trace != null) {
      last = field(out, last, 6);
      encodeTrace(trace, out);
    }
    bytesField(out, last, 7, frame.payload());
    out.unsigned(0);
    out.endMessage(mark);
  }

  private static void encodeTrace(Trace trace, GobOutput out) {
    var last = bytesField(out, -1, 0, trace.label());
    last = timeField(out, last, 1, trace.start());
    last = timeField(out, last, 2, trace.end());
    last = unsignedField(out, last, 3, trace.path().size());
    if (!trace.path().isEmpty()) {
      field(out, last, 4);
      out.unsigned(trace.path().size());
      for (var hop : trace.path()) {
        var inHop = uuidSliceField(out, -1, 0, hop.node());
        inHop = unsignedField(out, inHop, 1, Integer.toUnsignedLong(hop.roles().mask()));
        inHop = timeField(out, inHop, 2, hop.sent());
        timeField(out, inHop, 3, hop.received());
        out.unsigned(0);
      }
    }
    out.unsigned(0);
  }

  private int describe(GobOutput out, List<WireType> types, int ids) {
    for (var type : types) {
      TypeDescriptors.write(out, type);
    }
    var id = nextId;
    nextId += ids;
    return id;
  }

  /// The four numbers that every frame begins with; answers the last field written.
  private static int head(GobOutput out, int major, int type, int operand) {
    var last = unsignedField(out, -1, 0, major);
    last = unsignedField(out, last, 1, Frame.MINOR);
    last = unsignedField(out, last, 2, type);
    return unsignedField(out, last, 3, operand);
  }

  private static int field(GobOutput out, int last, int index) {
    out.unsigned(index - last);
    return index;
  }

  private static int unsignedField(GobOutput out, int last, int index, long value) {
    if (value == 0) {
      return last;
    }
    field(out, last, index);
    out.unsigned(value);
    return index;
  }

  private static int bytesField(GobOutput out, int last, int index, Bytes value) {
    if (value.isEmpty()) {
      return last;
    }
    field(out, last, index);
    out.bytes(value.shared());
    return index;
  }

  private static int timeField(GobOutput out, int last, int index, @Nullable GobTime value) {
    if (value == null) {
      return last;
    }
    field(out, last, index);
    value.write(out);
    return index;
  }

  /// A UUID as a byte slice: 16, then the bytes as they are; also when they are all zero.
  private static int uuidSliceField(GobOutput out, int last, int index, UUID uuid) {
    field(out, last, index);
    out.unsigned(Schema.UUID_BYTES);
    for (var i = 0; i < Schema.UUID_BYTES; i++) {
      out.octet(uuidByte(uuid, i));
    }
    return index;
  }

  /// A UUID as an array: each byte is a number of its own, so those from 0x80 take two bytes.
  private static int uuidArrayField(GobOutput out, int last, int index, UUID uuid) {
    field(out, last, index);
    out.unsigned(Schema.UUID_BYTES);
    for (var i = 0; i < Schema.UUID_BYTES; i++) {
      out.unsigned(uuidByte(uuid, i));
    }
    return index;
  }

  private static int uuidByte(UUID uuid, int index) {
    var half = index < Long.BYTES ? uuid.getMostSignificantBits() : uuid.getLeastSignificantBits();
    return (int) (half >>> (8 * (Long.BYTES - 1 - index % Long.BYTES))) & 0xff;
  }
}
