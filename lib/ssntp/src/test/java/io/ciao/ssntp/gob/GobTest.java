package io.ciao.ssntp.gob;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.MapType;
import io.ciao.ssntp.gob.WireType.Marshaler;
import io.ciao.ssntp.gob.WireType.OpaqueType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GobTest {

  @Test
  void numbersHaveTheBytesOfTheDocument() {
    assertThat(written(out -> out.unsigned(0))).isEqualTo("00");
    assertThat(written(out -> out.unsigned(0x7f))).isEqualTo("7f");
    assertThat(written(out -> out.unsigned(0x80))).isEqualTo("ff80");
    assertThat(written(out -> out.unsigned(0xff))).isEqualTo("ffff");
    assertThat(written(out -> out.unsigned(0x100))).isEqualTo("fe0100");
    assertThat(written(out -> out.unsigned(-1))).isEqualTo("f8ffffffffffffffff");
    assertThat(written(out -> out.signed(66))).isEqualTo("ff84");
    assertThat(written(out -> out.signed(-66))).isEqualTo("ff83");
    assertThat(written(out -> out.signed(Long.MIN_VALUE))).isEqualTo("f8ffffffffffffffff");
  }

  @Test
  void numbersReadBackAtEveryStep() {
    for (var shift = 0; shift < 64; shift++) {
      for (var delta = -1; delta <= 1; delta++) {
        var value = (1L << shift) + delta;
        assertThat(input(written(out -> out.unsigned(value))).unsigned()).isEqualTo(value);
        assertThat(input(written(out -> out.signed(value))).signed()).isEqualTo(value);
        assertThat(input(written(out -> out.signed(-value))).signed()).isEqualTo(-value);
      }
    }
  }

  @Test
  void brokenNumbersAreNotedOnceAndThenReadAsZero() {
    for (var hex : List.of("", "ff", "f800", "f7ffffffffffffffffff", "80")) {
      var in = input(hex);
      assertThat(in.unsigned()).isZero();
      assertThat(in.failed()).isTrue();
      var problem = in.problem();
      assertThat(in.bytes(10, "x")).isEmpty();
      assertThat(in.remaining()).isZero();
      assertThat(in.problem()).isEqualTo(problem);
    }
  }

  @Test
  void aCountBeyondTheMessageIsRefused() {
    assertThat(input("03aabb").bytes(10, "x")).isEmpty();
    assertThat(input("f8ffffffffffffffff").count("x")).isZero();
    assertThat(input("02aabb").bytes(2, "x")).hasSize(2);
    assertThat(input("02aabb").bytes(1, "x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 256})
  void aMessageGetsItsLengthWhateverWasExpected(int before) {
    for (var expected : List.of(0, 127, 128, 255, 256, 70_000)) {
      for (var actual : List.of(0, 127, 128, 255, 256, 70_000)) {
        var out = new GobOutput();
        out.raw(new byte[before]);
        var mark = out.beginMessage(expected);
        var body = new byte[actual];
        Arrays.fill(body, (byte) 0x77);
        for (var each : body) {
          out.octet(each);
        }
        out.endMessage(mark);
        out.octet(0x66);
        var bytes = out.toByteArray();
        var in = new GobInput();
        in.reset(bytes, before, bytes.length - 1);
        assertThat(in.unsigned()).isEqualTo(actual.longValue());
        assertThat(in.remaining()).isEqualTo(actual);
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 1 - actual, bytes.length - 1))
            .isEqualTo(body);
        assertThat(bytes[bytes.length - 1]).isEqualTo((byte) 0x66);
      }
    }
  }

  @Test
  void whatWasWrittenIsHandedOnWhole() throws IOException {
    var out = new GobOutput();
    out.raw(new byte[] {1, 2, 3});
    var stream = new ByteArrayOutputStream();
    out.writeTo(stream);
    assertThat(stream.toByteArray()).containsExactly(1, 2, 3);
    assertThat(out.view()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @Test
  void aLargeBufferIsGivenBackWhenItIsCleared() {
    var out = new GobOutput();
    out.raw(new byte[5_000]);
    var grown = out.view().array().length;
    out.clear(grown);
    assertThat(out.size()).isZero();
    assertThat(out.view().array()).as("what may be kept").hasSize(grown);
    out.clear(grown - 1);
    assertThat(out.view().array()).hasSizeLessThan(grown);
  }

  @Test
  void onlyTheFirstMomentOfTheCalendarIsTheZeroTime() {
    var zero = Instant.parse("0001-01-01T00:00:00Z");
    assertThat(GobTime.utc(zero).isZero()).isTrue();
    assertThat(GobTime.utc(zero.plusNanos(1)).isZero()).isFalse();
    assertThat(GobTime.utc(zero.plusSeconds(1)).isZero()).isFalse();
  }

  @Test
  void timesReadBackWithTheirZone() {
    for (var time :
        List.of(
            GobTime.utc(Instant.EPOCH),
            GobTime.utc(Instant.ofEpochSecond(-100_000_000_000L, 999_999_999)),
            new GobTime(Instant.ofEpochSecond(5), 0),
            new GobTime(Instant.ofEpochSecond(5), 7200),
            new GobTime(Instant.ofEpochSecond(5), 7207),
            new GobTime(Instant.ofEpochSecond(5), -7207),
            GobTime.utc(Instant.MIN),
            GobTime.utc(Instant.MAX))) {
      var in = input(written(time::write));
      assertThat(GobTime.read(in)).isEqualTo(time);
      assertThat(in.failed()).isFalse();
    }
  }

  @Test
  void timesOutsideTheCalendarAreRefused() {
    for (var hex :
        List.of(
            "0f01800000000000000000000000ffff",
            "0f017fffffffffffffff00000000ffff",
            "0f010000000e7791f7013b9aca00ffff",
            "0f0100000000000000008fffffffffff",
            "0e010000000e7791f70100000000ff",
            "0f030000000e7791f70100000000ffff",
            "0f020000000e7791f70100000000ffff",
            "00")) {
      var in = input(hex);
      GobTime.read(in);
      assertThat(in.failed()).as(hex).isTrue();
    }
  }

  @Test
  void everySortOfDescriptorReadsBack() {
    for (var type :
        List.of(
            new ArrayType(65, "[3]string", WireType.STRING, 3),
            new SliceType(66, "[]int", WireType.INT),
            new StructType(67, "Empty", List.of()),
            new StructType(
                68, "S", List.of(new WireField("A", 300), new WireField("B", WireType.BOOL))),
            new MapType(69, "m", WireType.STRING, 70),
            new OpaqueType(71, "g", Marshaler.GOB),
            new OpaqueType(72, "b", Marshaler.BINARY),
            new OpaqueType(73, "t", Marshaler.TEXT))) {
      var out = new GobOutput();
      TypeDescriptors.write(out, type);
      var in = input(HexFormat.of().formatHex(out.toByteArray()));
      in.unsigned();
      assertThat(in.signed()).isEqualTo(-type.id());
      assertThat(TypeDescriptors.read(in, type.id())).isEqualTo(type);
      assertThat(in.remaining()).isZero();
      assertThat(in.problem()).isNull();
    }
  }

  @Test
  void aStreamThatNestsWithoutEndIsRefused() {
    var slice = new SliceType(65, "endless", 65);
    var out = new GobOutput();
    TypeDescriptors.write(out, slice);
    TypeDescriptors.write(out, new StructType(66, "S", List.of(new WireField("X", 65))));
    var mark = out.beginMessage(0);
    out.signed(66);
    out.unsigned(1);
    for (var i = 0; i < 100_000; i++) {
      out.unsigned(1);
    }
    out.endMessage(mark);
    assertMalformed(out, "nest deeper");
  }

  @Test
  void aTypeDescribedTwiceIsRefused() {
    var out = new GobOutput();
    TypeDescriptors.write(out, new SliceType(65, "a", WireType.INT));
    TypeDescriptors.write(out, new SliceType(65, "b", WireType.INT));
    assertMalformed(out, "described twice");
  }

  @Test
  void moreTypesThanTheBoundAreRefused() {
    var out = new GobOutput();
    for (var i = 0; i <= WireTypes.TYPES_MAX; i++) {
      TypeDescriptors.write(out, new SliceType(65 + i, "a", WireType.INT));
    }
    assertMalformed(out, "more than 256 types");
  }

  @Test
  void aBuiltInIdMayNotBeDescribed() {
    var out = new GobOutput();
    TypeDescriptors.write(out, new SliceType(63, "a", WireType.INT));
    assertMalformed(out, "start at 64");
  }

  @Test
  void bytesLeftOverInAMessageAreRefused() {
    var out = new GobOutput();
    TypeDescriptors.write(out, new StructType(65, "S", List.of(new WireField("X", 1))));
    var mark = out.beginMessage(0);
    out.signed(65);
    out.unsigned(0);
    out.unsigned(0);
    out.endMessage(mark);
    assertMalformed(out, "left over");
  }

  private static void assertMalformed(GobOutput out, String problem) {
    var decoder =
        new GobStreamDecoder<>(
            (in, type, types) -> {
              var index = WireTypes.nextField(in, type, -1);
              while (index >= 0) {
                types.skip(in, type.fields().get(index).typeId());
                index = WireTypes.nextField(in, type, index);
              }
              return "value";
            },
            1024 * 1024);
    var result = decoder.decode(ByteBuffer.wrap(out.toByteArray()));
    assertThat(result).isInstanceOf(Malformed.class);
    assertThat(result.toString()).contains(problem);
  }

  private static String written(Consumer<GobOutput> writer) {
    var out = new GobOutput();
    writer.accept(out);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  private static GobInput input(String hex) {
    var bytes = HexFormat.of().parseHex(hex);
    var in = new GobInput();
    in.reset(bytes, 0, bytes.length);
    return in;
  }
}
