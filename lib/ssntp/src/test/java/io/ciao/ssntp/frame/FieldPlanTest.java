package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.gob.TypeDescriptors;
import io.ciao.ssntp.gob.WireType;
import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldPlanTest {

  private static final int FRAME = 65;
  private static final int OTHER = 66;

  private static final List<WireType> OTHERS =
      List.of(
          new ArrayType(66, "short", WireType.UNSIGNED, 15),
          new ArrayType(67, "signed", WireType.INT, 16),
          new SliceType(68, "numbers", WireType.UNSIGNED));

  static Stream<WireField> misfits() {
    return Stream.of(
        new WireField("Major", WireType.INT),
        new WireField("Type", WireType.STRING),
        new WireField("Role", WireType.BOOL),
        new WireField("Source", WireType.STRING),
        new WireField("Payload", 68),
        new WireField("Origin", WireType.BYTES),
        new WireField("Origin", OTHER),
        new WireField("Origin", 67),
        new WireField("Trace", WireType.BYTES),
        new WireField("Trace", 68));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void refusesAKnownFieldOfAnotherType(WireField field) {
    assertMalformed(List.of(new WireField("Minor", WireType.UNSIGNED), field), field.name());
  }

  @Test
  void refusesAStructWithoutAnyFieldOfAFrame() {
    assertMalformed(List.of(new WireField("Foo", WireType.UNSIGNED)), "no field of a frame");
  }

  private static void assertMalformed(List<WireField> fields, String problem) {
    var out = new GobOutput();
    TypeDescriptors.write(out, new StructType(FRAME, "Frame", fields));
    OTHERS.forEach(type -> TypeDescriptors.write(out, type));
    var mark = out.beginMessage(0);
    out.signed(FRAME);
    out.unsigned(0);
    out.endMessage(mark);
    var result = new FrameDecoder(1000).decode(ByteBuffer.wrap(out.toByteArray()));
    assertThat(result).isInstanceOf(Malformed.class);
    assertThat(result.toString()).contains(problem);
  }
}
