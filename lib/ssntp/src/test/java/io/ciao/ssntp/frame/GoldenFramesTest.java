package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.WireDocument;
import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.gob.GobTime;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GoldenFramesTest {

  private static final UUID CLIENT = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
  private static final UUID SERVER = UUID.fromString("78797a7b-7c7d-7e7f-8081-828384858687");
  private static final UUID NIL = new UUID(0, 0);

  private static final List<String> CLIENT_STREAM =
      List.of("connect", "start-first", "start-again", "start-traced");
  private static final List<Frame> CLIENT_FRAMES =
      List.of(
          new ConnectFrame(Roles.of(Role.AGENT), CLIENT, NIL),
          new CommandFrame(Command.START, CLIENT, Bytes.utf8("abc")),
          new CommandFrame(Command.START, CLIENT, Bytes.utf8("abc")),
          new CommandFrame(
              Command.START,
              CLIENT,
              Bytes.utf8("abc"),
              new Trace(
                  Bytes.utf8("lbl"),
                  GobTime.utc(Instant.ofEpochSecond(1)),
                  null,
                  true,
                  List.of(
                      new Trace.Hop(
                          CLIENT,
                          Roles.of(Role.CONTROLLER),
                          GobTime.utc(Instant.ofEpochSecond(2)),
                          null)))));

  private static final List<String> SERVER_STREAM =
      List.of("connected", "delete-first", "ready-empty", "zones");
  private static final List<Frame> SERVER_FRAMES =
      List.of(
          new ConnectedFrame(
              Roles.of(Role.SERVER, Role.SCHEDULER), SERVER, CLIENT, Bytes.utf8("conf")),
          new CommandFrame(Command.DELETE, SERVER, Bytes.utf8("del")),
          new StatusFrame(Status.READY, SERVER, Bytes.EMPTY),
          new EventFrame(
              Event.INSTANCE_DELETED,
              CLIENT,
              Bytes.EMPTY,
              new Trace(
                  Bytes.utf8("l"),
                  new GobTime(Instant.ofEpochSecond(1_700_000_000, 123_456_789), 5 * 3600 + 1807),
                  new GobTime(Instant.ofEpochSecond(1_700_000_001, 5), -8 * 3600),
                  false,
                  List.of(
                      new Trace.Hop(
                          SERVER,
                          Roles.of(Role.AGENT, Role.NET_AGENT),
                          null,
                          GobTime.utc(Instant.ofEpochSecond(-1, 999)))))));

  @Test
  void decodesWhatAnOriginalClientSends() {
    assertThat(decode(CLIENT_STREAM)).isEqualTo(CLIENT_FRAMES);
  }

  @Test
  void decodesWhatAnOriginalServerSends() {
    assertThat(decode(SERVER_STREAM)).isEqualTo(SERVER_FRAMES);
  }

  @Test
  void decodesARefusalOfAnOriginalServer() {
    assertThat(decode(List.of("aborted-first")))
        .containsExactly(new ErrorFrame(ErrorCode.CONNECTION_ABORTED, SERVER, Bytes.EMPTY));
  }

  @Test
  void writesAClientsStreamByteForByte() {
    assertEncodes(CLIENT_FRAMES, CLIENT_STREAM);
  }

  @Test
  void writesAServersStreamByteForByte() {
    assertEncodes(SERVER_FRAMES, SERVER_STREAM);
  }

  @Test
  void writesARefusalByteForByte() {
    assertEncodes(
        List.of(new ErrorFrame(ErrorCode.CONNECTION_ABORTED, SERVER, Bytes.EMPTY)),
        List.of("aborted-first"));
  }

  @Test
  void writesWhatItHasReadByteForByte() {
    for (var stream : List.of(CLIENT_STREAM, SERVER_STREAM, List.of("aborted-first"))) {
      assertEncodes(decode(stream), stream);
    }
  }

  private static void assertEncodes(List<Frame> frames, List<String> names) {
    var encoder = new FrameEncoder();
    for (var i = 0; i < frames.size(); i++) {
      var out = new GobOutput();
      encoder.encode(frames.get(i), out);
      assertThat(out.toByteArray()).as(names.get(i)).isEqualTo(WireDocument.example(names.get(i)));
    }
  }

  private static List<Frame> decode(List<String> names) {
    var bytes = new ByteArrayOutputStream();
    names.forEach(name -> bytes.writeBytes(WireDocument.example(name)));
    var buffer = ByteBuffer.wrap(bytes.toByteArray());
    var decoder = new FrameDecoder(FrameDecoder.DEFAULT_PAYLOAD_MAX_BYTES);
    var frames = new ArrayList<Frame>();
    while (buffer.hasRemaining()) {
      var before = buffer.position();
      var result = decoder.decode(buffer);
      assertThat(result).isInstanceOf(Decoded.class);
      if (result instanceof Decoded<Frame>(var frame, var consumed)) {
        frames.add(frame);
        assertThat(consumed).isEqualTo(buffer.position() - before);
      }
    }
    return frames;
  }
}
