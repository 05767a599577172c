package io.ciao.ssntp.gob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.DecodeResult.Incomplete;
import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.MapType;
import io.ciao.ssntp.gob.WireType.Marshaler;
import io.ciao.ssntp.gob.WireType.OpaqueType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each limit of the format: what is just within it is read, what is just beyond it is refused.
final class GobLimitsTest {
  private static final int BOUND = 1024 * 1024;
  private static final int STRUCT = 65;
  private static final int OTHER = 66;

  @Test
  void aNumberEndsWithItsMessage() {
    assertThat(input("fe0102").unsigned()).isEqualTo(0x102);
    assertThat(problem("fe01", GobInput::unsigned))
        .isEqualTo("the message ends inside a number of 2 bytes");
    assertThat(problem("f7010203040506070809", GobInput::unsigned))
        .isEqualTo("a number of 9 bytes; at most 8 are allowed");
  }

  @Test
  void aNumberMayBeItsMaximum() {
    assertThat(input("07").unsigned(7, "it")).isEqualTo(7);
    assertThat(problem("08", in -> in.unsigned(7, "it")))
        .isEqualTo("it is 8; at most 7 is allowed");
    assertThat(problem("f8ffffffffffffffff", in -> in.unsigned(7, "it")))
        .isEqualTo("it is 18446744073709551615; at most 7 is allowed");
  }

  @Test
  void aCountMayBeTheRestOfTheMessage() {
    assertThat(input("02aabb").count("it")).isEqualTo(2);
    assertThat(problem("03aabb", in -> in.count("it")))
        .isEqualTo("it announces 3 but the message has 2 bytes left");
  }

  @Test
  void bytesMayHaveTheirMaximum() {
    var in = input("02aabbcc");
    assertThat(in.bytes(2, "it")).containsExactly(0xaa, 0xbb);
    assertThat(in.remaining()).isEqualTo(1);
    assertThat(problem("02aabb", each -> each.bytes(1, "it")))
        .isEqualTo("it has 2 bytes; at most 1 are allowed");
  }

  @Test
  void aProblemHasThePlaceWhereItWasNoticed() {
    var in = new GobInput();
    in.reset(new byte[] {0, 0, 1, (byte) 0xff}, 2, 4);
    in.unsigned();
    in.unsigned();
    assertThat(in.problemPosition()).isEqualTo(3);
    in.fail("another");
    assertThat(in.problem()).isEqualTo("the message ends inside a number of 1 bytes");
  }

  @Test
  void aMessageMayHaveTheBound() {
    var bytes = value(out -> out.raw(new byte[] {1, 5, 0}), described(WireType.INT));
    var longest = 0;
    for (var at = 0; at < bytes.length; at += 1 + bytes[at]) {
      longest = Math.max(longest, bytes[at]);
    }
    assertThat(decoder(longest).decode(ByteBuffer.wrap(bytes)))
        .isEqualTo(new Decoded<>("value", bytes.length));
    assertThat(decoder(longest - 1).decode(ByteBuffer.wrap(bytes)))
        .isEqualTo(
            new Malformed<String>(
                0,
                "a message announces %d bytes; at most %d are allowed"
                    .formatted(longest, longest - 1)));
  }

  @Test
  void aLengthMayTakeEightBytes() {
    assertThat(decoder(BOUND).decode(wrap("f80000000000000003"))).isEqualTo(new Incomplete<>(3));
    assertThat(decoder(BOUND).decode(wrap("f800000000000000"))).isEqualTo(new Incomplete<>(1));
    assertThat(decoder(BOUND).decode(wrap(""))).isEqualTo(new Incomplete<>(1));
    assertThat(decoder(BOUND).decode(wrap("f7000000000000000003")))
        .isEqualTo(new Malformed<String>(0, "a length of more than 8 bytes"));
  }

  @Test
  void aProblemIsPlacedInTheStream() {
    var good = value(out -> out.raw(new byte[] {1, 5, 0}), described(WireType.INT));
    var bytes = new GobOutput();
    bytes.raw(good);
    message(bytes, out -> out.signed(OTHER));
    assertThat(last(bytes.toByteArray()))
        .isEqualTo(
            new Malformed<String>(
                good.length + 3, "a value of type 66, which is not a struct that was described"));
  }

  @Test
  void anIdOfMoreThan32BitsIsNotCut() {
    var bytes = new GobOutput();
    TypeDescriptors.write(bytes, described(WireType.INT));
    message(bytes, out -> out.signed((1L << 32) + STRUCT));
    assertMalformed(bytes.toByteArray(), "a value of type 4294967361, which is not a struct");
    var descriptor = new GobOutput();
    message(descriptor, out -> out.signed(-(1L << 32) - STRUCT));
    assertMalformed(descriptor.toByteArray(), "a descriptor for type 4294967361");
  }

  @Test
  void anIdMayBeTheLargestOf32Bits() {
    var bytes = new GobOutput();
    TypeDescriptors.write(bytes, new StructType(Integer.MAX_VALUE, "S", List.of()));
    message(
        bytes,
        out -> {
          out.signed(Integer.MAX_VALUE);
          out.unsigned(0);
        });
    assertThat(decoder(BOUND).decode(ByteBuffer.wrap(bytes.toByteArray())))
        .isEqualTo(new Decoded<>("value", bytes.size()));
  }

  @Test
  void typeZeroIsNone() {
    var bytes = new GobOutput();
    message(bytes, out -> out.signed(0));
    assertMalformed(bytes.toByteArray(), "a value of type 0, which is not a struct");
    refused("01610000", "a descriptor for type 0", WireType.INTERFACE);
  }

  @Test
  void aDescriptorMayHaveItsMaximum() {
    var most = GobStreamDecoder.DESCRIPTOR_MAX_BYTES;
    assertThat(last(descriptorOf(most))).isEqualTo(new Incomplete<>(1));
    assertThat(last(descriptorOf(most + 1)))
        .isEqualTo(
            new Malformed<String>(5, "a descriptor of 16385 bytes; at most 16384 are allowed"));
  }

  /// A descriptor message of so many bytes behind its length.
  private static byte[] descriptorOf(int length) {
    var names = new ArrayList<>(List.of("", ""));
    while (struct(names).length - 3 + 220 <= length) {
      names.add("n".repeat(200));
    }
    var missing = length - (struct(names).length - 3);
    // Two names take it, so that neither needs a longer number for its length.
    names.set(0, "n".repeat(missing / 2));
    names.set(1, "n".repeat(missing - missing / 2));
    var bytes = struct(names);
    assertThat(bytes).hasSize(length + 3);
    return bytes;
  }

  private static byte[] struct(List<String> names) {
    var fields = names.stream().map(name -> new WireField(name, WireType.INT)).toList();
    var out = new GobOutput();
    TypeDescriptors.write(out, new StructType(STRUCT, "S", fields));
    return out.toByteArray();
  }

  @Test
  void aStructMayHaveAsManyFields() {
    var names = new ArrayList<String>();
    for (var i = 0; i < TypeDescriptors.FIELDS_MAX; i++) {
      names.add("f");
    }
    assertThat(last(struct(names))).isEqualTo(new Incomplete<>(1));
    names.add("f");
    assertMalformed(struct(names), "a struct of 257 fields; at most 256 are allowed");
  }

  @Test
  void aNameMayBeAsLong() {
    assertThat(last(struct(List.of("n".repeat(256))))).isEqualTo(new Incomplete<>(1));
    assertMalformed(struct(List.of("n".repeat(257))), "a name has 257 bytes; at most 256");
  }

  @Test
  void aStreamMayDescribeAsManyTypes() {
    var out = new GobOutput();
    for (var i = 0; i < WireTypes.TYPES_MAX; i++) {
      TypeDescriptors.write(out, new SliceType(WireType.FIRST_DEFINED + i, "a", Integer.MAX_VALUE));
    }
    assertThat(last(out.toByteArray())).isEqualTo(new Incomplete<>(1));
  }

  @ParameterizedTest
  @CsvSource({
    "00, type 66 is described as nothing",
    "08, the sort of a type is 8; at most 7 is allowed",
    "02010101610102 00 010400 01, type 66 is described as two sorts at once",
    "0201010161010200010000 00, a descriptor refers to type 0; ids start at 1",
    "020101016101020001fb0100000000 00 00, a descriptor refers to type 2147483648; ids start at 1",
    "02010101610102000104 010400 00, a field number beyond the 2 of the descriptor of type 66",
    "03010101610102000101 01016101040001, a field number beyond the 2 of the descriptor of type 66",
    "0104, a field number beyond the 3 of the descriptor of type 66",
    "02f8ffffffffffffffff, a field number beyond the 2 of the descriptor of type 66",
    "0401010161010200010401040104, a field number beyond the 3 of the descriptor of type 66",
    "05010101610102000104, a field number beyond the 1 of the descriptor of type 66",
    "0201010161010201, a field number beyond the 2 of a type's name and id",
    "020103, a field number beyond the 2 of a type's name and id",
    "0201f8ffffffffffffffff, a field number beyond the 2 of a type's name and id",
    "0301010161010200010101016101040104, a field number beyond the 2 of a field's name and type",
    "0301010161010200010101016103, a field number beyond the 2 of a field's name and type",
    "03010101610102000101f8ffffffffffffffff, a field number beyond the 2 of a field's name and"
        + " type",
  })
  void aDescriptorOfAnotherFormIsRefused(String hex, String problem) {
    var in = input(hex.replace(" ", ""));
    assertThat(TypeDescriptors.read(in, OTHER)).isNull();
    assertThat(in.problem()).contains(problem);
  }

  /// What nobody wants is passed over to its last byte: the value behind it is the next.
  @Test
  void everySortOfValueIsPassedOver() {
    passedOver("05", WireType.UNSIGNED);
    passedOver("fe0102", WireType.INT);
    passedOver("0506", WireType.COMPLEX);
    passedOver("02aabb", WireType.BYTES);
    passedOver("00", WireType.INTERFACE);
    passedOver("016104020005", WireType.INTERFACE);
    passedOver("020506", OTHER, new ArrayType(OTHER, "a", WireType.INT, 2));
    passedOver("020506", OTHER, new SliceType(OTHER, "l", WireType.INT));
    passedOver("02050161060162", OTHER, new MapType(OTHER, "m", WireType.INT, WireType.STRING));
    passedOver("02aabb", OTHER, new OpaqueType(OTHER, "o", Marshaler.GOB));
    passedOver(
        "0205010600",
        OTHER,
        new StructType(
            OTHER,
            "T",
            List.of(
                new WireField("A", WireType.INT),
                new WireField("B", WireType.INT),
                new WireField("C", WireType.INT))));
  }

  @Test
  void anInterfaceValueMayDescribeItsType() {
    var descriptor = new GobOutput();
    TypeDescriptors.write(descriptor, new SliceType(OTHER, "l", WireType.INT));
    var out = new GobOutput();
    out.bytes(new byte[] {'l'});
    // A descriptor without its length; the length of what follows stands behind it.
    out.raw(Arrays.copyOfRange(descriptor.toByteArray(), 1, descriptor.size()));
    out.unsigned(2);
    out.signed(OTHER);
    out.bytes(new byte[] {1, 5});
    passedOver(HexFormat.of().formatHex(out.toByteArray()), WireType.INTERFACE);
  }

  @Test
  void valuesThatDoNotFitTheirTypeAreRefused() {
    refused("0105", "an array of 1 elements; its type says 2", new ArrayType(OTHER, "a", 2, 2));
    refused("0105", "a value of type 66, which was never described");
    refused("0205", "a field number beyond the 1 of T", oneField());
    refused("f8ffffffffffffffff", "a field number beyond the 1 of T", oneField());
    refused("01050105", "a field number beyond the 1 of T", oneField());
  }

  private static StructType oneField() {
    return new StructType(OTHER, "T", List.of(new WireField("A", WireType.INT)));
  }

  static Stream<Arguments> typesOfThemselves() {
    return Stream.of(
        arguments(new SliceType(OTHER, "l", OTHER), "01", ""),
        arguments(new StructType(OTHER, "T", List.of(new WireField("X", OTHER))), "01", "00"),
        arguments(new MapType(OTHER, "m", OTHER, WireType.INT), "01", "05"),
        arguments(new MapType(OTHER, "m", WireType.INT, OTHER), "0105", ""));
  }

  @ParameterizedTest
  @MethodSource("typesOfThemselves")
  void valuesMayNestAsDeep(WireType type, String before, String behind) {
    var most = WireTypes.DEPTH_MAX;
    passedOver(before.repeat(most) + "00" + behind.repeat(most), OTHER, type);
    refused(before.repeat(most + 1) + "00", "values nest deeper than 64", type);
  }

  private static void passedOver(String hex, int type, WireType... types) {
    var bytes =
        value(out -> out.raw(HexFormat.of().parseHex("01" + hex + "00")), described(type), types);
    assertThat(decoder(BOUND).decode(ByteBuffer.wrap(bytes)))
        .as(hex)
        .isEqualTo(new Decoded<>("value", bytes.length));
  }

  private static void refused(String hex, String problem, WireType... types) {
    refused(hex, problem, OTHER, types);
  }

  private static void refused(String hex, String problem, int type, WireType... types) {
    assertMalformed(
        value(out -> out.raw(HexFormat.of().parseHex("01" + hex + "00")), described(type), types),
        problem);
  }

  /// The struct whose one field nobody wants.
  private static StructType described(int fieldType) {
    return new StructType(STRUCT, "S", List.of(new WireField("X", fieldType)));
  }

  private static byte[] value(Consumer<GobOutput> body, StructType struct, WireType... types) {
    var out = new GobOutput();
    for (var type : types) {
      TypeDescriptors.write(out, type);
    }
    TypeDescriptors.write(out, struct);
    message(
        out,
        message -> {
          message.signed(STRUCT);
          body.accept(message);
        });
    return out.toByteArray();
  }

  private static void message(GobOutput out, Consumer<GobOutput> body) {
    var mark = out.beginMessage(0);
    body.accept(out);
    out.endMessage(mark);
  }

  private static GobStreamDecoder<String> decoder(int messageMaxBytes) {
    return new GobStreamDecoder<>(
        (in, type, types) -> {
          var index = WireTypes.nextField(in, type, -1);
          while (index >= 0) {
            types.skip(in, type.fields().get(index).typeId());
            index = WireTypes.nextField(in, type, index);
          }
          return "value";
        },
        messageMaxBytes);
  }

  /// What comes behind the values.
  private static DecodeResult<String> last(byte[] bytes) {
    var decoder = decoder(BOUND);
    var buffer = ByteBuffer.wrap(bytes);
    var result = decoder.decode(buffer);
    while (result instanceof Decoded) {
      result = decoder.decode(buffer);
    }
    return result;
  }

  private static void assertMalformed(byte[] bytes, String problem) {
    var result = last(bytes);
    assertThat(result).isInstanceOf(Malformed.class);
    assertThat(result.toString()).contains(problem);
  }

  private static ByteBuffer wrap(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private static GobInput input(String hex) {
    var bytes = HexFormat.of().parseHex(hex);
    var in = new GobInput();
    in.reset(bytes, 0, bytes.length);
    return in;
  }

  private static String problem(String hex, Consumer<GobInput> read) {
    var in = input(hex);
    read.accept(in);
    return String.valueOf(in.problem());
  }
}
