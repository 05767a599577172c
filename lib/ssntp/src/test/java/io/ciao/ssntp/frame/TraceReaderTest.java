package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.Frames;
import io.ciao.ssntp.frame.Trace.Hop;
import io.ciao.ssntp.gob.DecodeResult;
import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.gob.GobTime;
import io.ciao.ssntp.gob.TypeDescriptors;
import io.ciao.ssntp.gob.WireType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceReaderTest {

  private static final int FRAME = 65;
  private static final int TRACE = 66;
  private static final int HOP = 67;
  private static final int PATH = 68;
  private static final int PAYLOAD_MAX_BYTES = 1000;

  private static final UUID NODE = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
  private static final String NODE_BYTES = "10" + "0102030405060708090a0b0c0d0e0f10";
  private static final Hop HOP_OF_NODE = new Hop(NODE, Roles.NONE, null, null);

  @Test
  void aPathMayHaveAsManyHopsAsItsLengthCounts() {
    assertReadsBack(traced(Bytes.EMPTY, null, Trace.PATH_MAX));
    assertMalformed(
        readBack(traced(Bytes.EMPTY, null, Trace.PATH_MAX + 1)),
        "a path of 256 hops; at most 255 are allowed");
  }

  @Test
  void aLabelMayBeAsLong() {
    assertReadsBack(traced(Bytes.wrap(new byte[4096]), null, 0));
    assertMalformed(
        readBack(traced(Bytes.wrap(new byte[4097]), null, 0)),
        "Label has 4097 bytes; at most 4096 are allowed");
  }

  @Test
  void theZeroTimeIsNoTime() {
    var zero = Instant.parse("0001-01-01T00:00:00Z");
    assertThat(readBack(traced(Bytes.EMPTY, GobTime.utc(zero), 0)))
        .isInstanceOfSatisfying(
            Decoded.class,
            read -> assertThat(read.value()).isEqualTo(traced(Bytes.EMPTY, null, 0)));
    assertReadsBack(traced(Bytes.EMPTY, GobTime.utc(zero.plusNanos(1)), 0));
  }

  @Test
  void fieldsOfLaterVersionsArePassedOver() {
    var frame =
        readTrace(
            "01026162" + "01016c" + "0101" + ("010163" + "01" + NODE_BYTES + "00") + "00",
            new StructType(
                TRACE, "T", List.of(field("Later", WireType.STRING), LABEL, field("Path", PATH))),
            new StructType(HOP, "N", List.of(field("Later", WireType.STRING), UUID_OF_HOP)),
            new SliceType(PATH, "p", HOP));
    assertThat(frame)
        .isEqualTo(new Trace(Bytes.utf8("l"), null, null, false, List.of(HOP_OF_NODE)));
  }

  /// What a struct is read as depends on where it stands, not on its type alone.
  @Test
  void aStructMayServeAsTraceAndAsHop() {
    var frame =
        readTrace(
            "01016c" + "0201" + ("02" + NODE_BYTES + "00") + "00",
            new StructType(TRACE, "T", List.of(LABEL, UUID_OF_HOP, field("Path", PATH))),
            new SliceType(PATH, "p", TRACE));
    assertThat(frame)
        .isEqualTo(new Trace(Bytes.utf8("l"), null, null, false, List.of(HOP_OF_NODE)));
  }

  @Test
  void aTraceOfOtherTypesIsRefused() {
    var start = new StructType(TRACE, "T", List.of(field("StartTimestamp", WireType.UNSIGNED)));
    assertMalformed(read("0101" + "00", start), "field StartTimestamp of T has type 3");
    assertMalformed(
        read(
            "0101" + "0101" + "00" + "00",
            new StructType(TRACE, "T", List.of(field("Path", PATH))),
            new StructType(HOP, "N", List.of(field("Role", WireType.BYTES))),
            new SliceType(PATH, "p", HOP)),
        "field Role of N has type 5");
  }

  private static final WireField LABEL = field("Label", WireType.BYTES);
  private static final WireField UUID_OF_HOP = field("UUID", WireType.BYTES);

  private static WireField field(String name, int type) {
    return new WireField(name, type);
  }

  private static CommandFrame traced(Bytes label, @Nullable GobTime start, int hops) {
    var trace = new Trace(label, start, null, false, Collections.nCopies(hops, HOP_OF_NODE));
    return new CommandFrame(Command.START, NODE, Bytes.EMPTY, trace);
  }

  private static void assertReadsBack(Frame frame) {
    assertThat(readBack(frame))
        .isInstanceOfSatisfying(Decoded.class, read -> assertThat(read.value()).isEqualTo(frame));
  }

  private static void assertMalformed(DecodeResult<Frame> result, String problem) {
    assertThat(result).isInstanceOf(Malformed.class);
    assertThat(result.toString()).contains(problem);
  }

  private static DecodeResult<Frame> readBack(Frame frame) {
    return decode(Frames.encode(List.of(frame)));
  }

  private static @Nullable Trace readTrace(String hex, WireType... types) {
    if (read(hex, types) instanceof Decoded<Frame>(CommandFrame frame, _)) {
      return frame.trace();
    }
    throw new AssertionError("no frame in " + hex);
  }

  /// The frame that has only a trace, of those bytes.
  private static DecodeResult<Frame> read(String hex, WireType... types) {
    var out = new GobOutput();
    for (var type : types) {
      TypeDescriptors.write(out, type);
    }
    var fields = List.of(field("Operand", WireType.UNSIGNED), field("Trace", TRACE));
    TypeDescriptors.write(out, new StructType(FRAME, "Frame", fields));
    var mark = out.beginMessage(0);
    out.signed(FRAME);
    out.raw(HexFormat.of().parseHex("0101" + "01" + hex + "00"));
    out.endMessage(mark);
    return decode(out.toByteArray());
  }

  private static DecodeResult<Frame> decode(byte[] bytes) {
    return new FrameDecoder(PAYLOAD_MAX_BYTES).decode(ByteBuffer.wrap(bytes));
  }
}
