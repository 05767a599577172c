package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.Frames;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.testkit.Seeds;
import java.io.EOFException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class FrameStreamTest {
  private static final int BOUND = 4 << 20;

  /// Bytes in pieces; says how large the buffers were that it was offered, at most and at last.
  private static final class Pieces implements ByteSource {
    private final byte[] bytes;
    private final SplittableRandom random;
    private final int pieceMax;
    private int at;
    private int roomMax;
    private int roomLast;
    private boolean ended;

    Pieces(byte[] bytes, long seed, int pieceMax) {
      this.bytes = bytes;
      this.random = new SplittableRandom(seed);
      this.pieceMax = pieceMax;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      assertThat(length).as("room for at least one byte").isPositive();
      roomLast = into.length;
      roomMax = Math.max(roomMax, into.length);
      if (at == bytes.length) {
        assertThat(ended).as("the end was told before").isFalse();
        ended = true;
        return -1;
      }
      var count = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(pieceMax));
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count;
    }
  }

  private static List<Frame> all(ByteSource source) throws Exception {
    var stream = new FrameStream(source, BOUND);
    var found = new ArrayList<Frame>();
    try {
      while (true) {
        found.add(stream.next());
      }
    } catch (EOFException end) {
      assertThat(end).hasMessage("the peer closed");
      return found;
    }
  }

  private static Frame frame(int payloadBytes) {
    return TrafficFrame.of(Command.START, new UUID(1, 2), Bytes.copyOf(new byte[payloadBytes]));
  }

  @Test
  void theSameFramesAreFoundHoweverTheBytesArrive() throws Exception {
    for (var seed = 0L; seed < Seeds.cases(60); seed++) {
      var random = new SplittableRandom(seed);
      var frames = new ArrayList<Frame>();
      for (var i = 0; i < 30; i++) {
        frames.add(random.nextInt(6) == 0 ? frame(random.nextInt(80_000)) : Frames.any(random));
      }
      var pieces = new Pieces(Frames.encode(frames), seed, 1 + random.nextInt(50_000));

      assertThat(all(pieces)).as("seed %d", seed).isEqualTo(frames);
    }
  }

  @Test
  void aLargeFrameTakesMemoryAsItArrivesAndGivesItBack() throws Exception {
    var small = List.of(frame(10), frame(11), frame(12));
    var frames = new ArrayList<>(small);
    frames.add(frame(3 << 20));
    frames.addAll(small);
    var pieces = new Pieces(Frames.encode(frames), 1, 30_000);

    assertThat(all(pieces)).isEqualTo(frames);
    assertThat(pieces.roomMax).isBetween(3 << 20, 7 << 20);
    assertThat(pieces.roomLast).isEqualTo(16 << 10);
  }

  @Test
  void memoryForFramesOfUsualSizeIsKept() throws Exception {
    assertThat(roomBehind(messageOf(256 << 10))).isEqualTo(256 << 10);
    assertThat(roomBehind(messageOf((256 << 10) + 1))).isEqualTo(16 << 10);
  }

  /// How large the buffer is when that frame has been read.
  private static int roomBehind(Frame frame) throws Exception {
    var pieces = new Pieces(Frames.encode(List.of(frame(1), frame)), 1, 10_000);
    all(pieces);
    return pieces.roomLast;
  }

  /// A frame that takes so many bytes once its types are described.
  private static Frame messageOf(int bytes) {
    var first = Frames.encode(List.of(frame(1))).length;
    var overhead = Frames.encode(List.of(frame(1), frame(bytes))).length - first - bytes;
    return frame(bytes - overhead);
  }

  @Test
  void aLengthThatIsOnlyAnnouncedTakesNoMemory() throws Exception {
    var whole = Frames.encode(List.of(frame(3 << 20)));
    var begun = java.util.Arrays.copyOf(whole, 1_000);
    var pieces = new Pieces(begun, 1, 100);

    assertThatThrownBy(() -> new FrameStream(pieces, BOUND).next())
        .isInstanceOf(EOFException.class)
        .hasMessage("the peer closed inside a frame");
    assertThat(pieces.roomMax).isLessThan(64 << 10);
  }

  @Test
  void whatIsNoFrameIsSaidWithItsPlace() {
    var bytes = Frames.encode(List.of(frame(5)));
    bytes[0] = 0;

    assertThatThrownBy(() -> new FrameStream(new Pieces(bytes, 1, 10), BOUND).next())
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("at byte ");
  }

  @Test
  void moreThanTheBoundIsRefused() {
    var pieces = new Pieces(Frames.encode(List.of(frame(2_000))), 1, 10_000);

    assertThatThrownBy(() -> new FrameStream(pieces, 1_999).next())
        .isInstanceOf(ProtocolException.class);
  }
}
