package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.ciao.ssntp.Frames;
import io.ciao.ssntp.WireDocument;
import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.DecodeResult.Incomplete;
import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

  private static final int BOUND = 1024 * 1024;
  private static final UUID ORIGIN = new UUID(0x8182838485868788L, 7);
  private static final int ALL = 256;
  private static final int RANDOM_INPUTS = Seeds.cases(200_000);

  /// What reading any input may allocate beside four times its length: the decoder, and what the
  /// types that it describes take. Far below what a believed length would take.
  private static final long ALLOCATED_MAX_BYTES = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void readsBackWhateverTheEncoderWrites() {
    for (var seed = 0L; seed < Seeds.cases(300); seed++) {
      var random = new SplittableRandom(seed);
      var frames = new ArrayList<Frame>();
      for (var i = 0; i < 20; i++) {
        frames.add(Frames.any(random));
      }
      assertThat(decodeAll(Frames.encode(frames))).as("seed %d", seed).isEqualTo(frames);
    }
  }

  @Test
  void findsTheSameFramesHoweverTheStreamIsCut() {
    for (var seed = 0L; seed < Seeds.cases(100); seed++) {
      var random = new SplittableRandom(seed);
      var frames = List.of(Frames.any(random), Frames.any(random), Frames.any(random));
      var bytes = Frames.encode(frames);
      var decoder = new FrameDecoder(BOUND);
      var buffer = ByteBuffer.allocate(bytes.length).limit(0);
      var found = new ArrayList<Frame>();
      while (buffer.limit() < bytes.length) {
        var chunk = Math.min(1 + random.nextInt(200), bytes.length - buffer.limit());
        System.arraycopy(bytes, buffer.limit(), buffer.array(), buffer.limit(), chunk);
        buffer.limit(buffer.limit() + chunk);
        for (var frame = next(decoder, buffer); frame != null; frame = next(decoder, buffer)) {
          found.add(frame);
        }
      }
      assertThat(found).as("seed %d", seed).isEqualTo(frames);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connected", "start-first", "aborted-first"})
  void waitsForTheRestOfEveryTruncatedFrame(String example) {
    var bytes = WireDocument.example(example);
    for (var length = 0; length < bytes.length; length++) {
      var buffer = ByteBuffer.wrap(bytes, 0, length);
      // The first frame of a stream whose types get other ids is fine too: readers go by ids sent.
      var result = new FrameDecoder(BOUND).decode(buffer);
      assertThat(result).as("%d bytes", length).isInstanceOf(Incomplete.class);
      if (result instanceof Incomplete<Frame>(var missing)) {
        assertThat(missing).isBetween(1, bytes.length - length);
      }
    }
  }

  /// Streams of several frames, of a client, a server and a sender of a later version.
  @Test
  void survivesEveryTruncationOfAStream() throws IOException {
    for (var stream : streams()) {
      for (var length = 0; length <= stream.length; length++) {
        decodeToEnd(Arrays.copyOf(stream, length));
      }
    }
  }

  private static List<byte[]> streams() throws IOException {
    return List.of(
        joined("connect", "start-first", "start-again", "start-traced"),
        joined("connected", "delete-first", "ready-empty", "zones"),
        resource("future-sender.hex"));
  }

  private static byte[] joined(String... examples) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var example : examples) {
      bytes.write(WireDocument.example(example));
    }
    return bytes.toByteArray();
  }

  @Test
  void neverConsumesOfAnIncompleteMessage() {
    var bytes = WireDocument.example("connect");
    var descriptorBytes = 1 + 0x67;
    var buffer = ByteBuffer.wrap(bytes, 0, descriptorBytes + 5);
    var decoder = new FrameDecoder(BOUND);

    assertThat(decoder.decode(buffer)).isInstanceOf(Incomplete.class);
    assertThat(buffer.position()).isEqualTo(descriptorBytes);

    buffer.limit(bytes.length);
    assertThat(decoder.decode(buffer)).isInstanceOf(Decoded.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connected", "start-first", "aborted-first"})
  void survivesEveryChangeOfOneByte(String example) {
    var golden = WireDocument.example(example);
    for (var at = 0; at < golden.length; at++) {
      for (var value : bytesFor(at, ALL)) {
        var bytes = golden.clone();
        bytes[at] = value;
        decodeToEnd(bytes);
      }
    }
  }

  /// What the byte at that place is changed to: `count` values, others at each place unless that is
  /// everything.
  private static byte[] bytesFor(int at, int count) {
    var bytes = new byte[Math.min(ALL, Seeds.cases(count))];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (at + i * ALL / bytes.length);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"connect, start-first, start-traced", "connected, delete-first, zones"})
  void survivesEveryChangeOfOneByteInATracedFrame(String first, String second, String traced)
      throws IOException {
    var golden = joined(first, second, traced);
    for (var at = joined(first, second).length; at < golden.length; at++) {
      for (var value : bytesFor(at, ALL)) {
        var changed = golden.clone();
        changed[at] = value;
        decodeToEnd(changed);
      }
    }
  }

  @Test
  void survivesRandomInputsWithinItsMemory() {
    var seed = 20_260_101L;
    var random = new SplittableRandom(seed);
    var valid = Frames.encode(List.of(Frames.any(random), Frames.any(random), Frames.any(random)));
    for (var i = 0; i < RANDOM_INPUTS; i++) {
      decodeToEnd(i % 2 == 0 ? noise(random) : damaged(random, valid));
    }
  }

  private static byte[] noise(SplittableRandom random) {
    var bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] damaged(SplittableRandom random, byte[] valid) {
    var bytes = Arrays.copyOf(valid, Math.min(valid.length, 1 + random.nextInt(1000)));
    for (var i = random.nextInt(1, 8); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @Test
  void holdsThePayloadBoundToTheByte() {
    for (var delta = -1; delta <= 1; delta++) {
      var payload = Bytes.wrap(new byte[1000 + delta]);
      var frame = new CommandFrame(Command.START, ORIGIN, payload);
      var result = new FrameDecoder(1000).decode(ByteBuffer.wrap(Frames.encode(List.of(frame))));
      if (delta <= 0) {
        assertThat(result).isInstanceOf(Decoded.class);
      } else {
        assertThat(result).isInstanceOf(Malformed.class);
        assertThat(result.toString()).contains("1001 bytes; at most 1000");
      }
    }
  }

  @Test
  void takesAnyPayloadBoundThatLeavesRoomForTheRestOfAMessage() {
    var most = Integer.MAX_VALUE - FrameDecoder.OVERHEAD_MAX_BYTES;
    var connect = ByteBuffer.wrap(WireDocument.example("connect"));
    for (var bound : List.of(0, most)) {
      assertThat(new FrameDecoder(bound).decode(connect.duplicate())).isInstanceOf(Decoded.class);
    }
    for (var bound : List.of(-1, most + 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FrameDecoder(bound))
          .withMessage("payload bound is %d bytes; it must be 0 to %d".formatted(bound, most));
    }
  }

  @Test
  void refusesAMessageThatAnnouncesTooMuchBeforeItArrives() {
    var over = 1000 + FrameDecoder.OVERHEAD_MAX_BYTES + 1;
    var prefix = new byte[] {(byte) 0xfd, (byte) (over >> 16), (byte) (over >> 8), (byte) over};

    assertThat(new FrameDecoder(1000).decode(ByteBuffer.wrap(prefix)))
        .isInstanceOf(Malformed.class);

    prefix[3]--;
    assertThat(new FrameDecoder(1000).decode(ByteBuffer.wrap(prefix)))
        .isEqualTo(new Incomplete<>(over - 1));
  }

  @Test
  void staysBrokenAfterMalformedBytes() {
    var decoder = new FrameDecoder(BOUND);
    var first = decoder.decode(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(first).isInstanceOf(Malformed.class);
    assertThat(decoder.decode(ByteBuffer.wrap(WireDocument.example("connect")))).isEqualTo(first);
  }

  @Test
  void readsASenderWithOtherFieldsInAnotherOrder() throws IOException {
    var frames = decodeAll(resource("future-sender.hex"));
    var origin = UUID.fromString("78797a7b-7c7d-7e7f-8081-828384858687");
    var trace = Trace.labelled(Bytes.utf8("z"));
    assertThat(frames)
        .containsExactly(
            new CommandFrame(Command.STATS, origin, Bytes.utf8("future"), trace),
            new CommandFrame(Command.DELETE, origin, Bytes.utf8("future"), trace));
  }

  @Test
  void survivesEveryChangeOfOneByteInValuesThatItPassesOver() throws IOException {
    var golden = resource("future-sender.hex");
    for (var at = 0; at < golden.length; at++) {
      for (var value : bytesFor(at, ALL / 3)) {
        var bytes = golden.clone();
        bytes[at] = value;
        decodeToEnd(bytes);
      }
    }
  }

  @Test
  void refusesAnotherMajorVersion() {
    var bytes = WireDocument.example("connect");
    // Minor (field 2) becomes Major (field 1) = 1; then the next field number is one further.
    var at = bytes.length - 0x2b + 2;
    assertThat(bytes[at]).isEqualTo((byte) 2);
    bytes[at] = 1;
    bytes[at + 2] = 4;
    var result = new FrameDecoder(BOUND).decode(ByteBuffer.wrap(bytes));
    assertThat(result).isInstanceOf(Malformed.class);
    assertThat(result.toString()).contains("protocol version 1");
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = FrameDecoderTest.class.getResourceAsStream("/" + name)) {
      assertThat(in).isNotNull();
      var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
  }

  private static List<Frame> decodeAll(byte[] bytes) {
    var decoder = new FrameDecoder(BOUND);
    var buffer = ByteBuffer.wrap(bytes);
    var frames = new ArrayList<Frame>();
    while (buffer.hasRemaining()) {
      var frame = next(decoder, buffer);
      assertThat(frame).as("frame %d", frames.size()).isNotNull();
      frames.add(frame);
    }
    return frames;
  }

  /// Decodes until the decoder wants more or gives up: whatever it finds, it neither throws nor
  /// takes more memory than it may.
  private static void decodeToEnd(byte[] bytes) {
    var most = ALLOCATED_MAX_BYTES + 4L * bytes.length;
    // What the runtime links at the first problem of its sort is not the decoder's: twice tells.
    if (allocatedBy(bytes) > most && allocatedBy(bytes) > most) {
      throw new AssertionError(
          "an input makes it allocate more than %d bytes: %s"
              .formatted(most, HexFormat.of().formatHex(bytes)));
    }
  }

  private static long allocatedBy(byte[] bytes) {
    var before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      var decoder = new FrameDecoder(BOUND);
      var buffer = ByteBuffer.wrap(bytes);
      while (next(decoder, buffer) != null) {
        // Only exceptions and memory matter here.
      }
    } catch (RuntimeException e) {
      throw new AssertionError("an input makes it throw: " + HexFormat.of().formatHex(bytes), e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /// Null: the decoder wants more or gives up. Fails for a frame that took no bytes, which would
  /// come again for ever.
  private static @Nullable Frame next(FrameDecoder decoder, ByteBuffer buffer) {
    var before = buffer.position();
    if (!(decoder.decode(buffer) instanceof Decoded<Frame>(var frame, _))) {
      return null;
    }
    if (buffer.position() == before) {
      throw new AssertionError("no bytes were taken for " + frame);
    }
    return frame;
  }
}
