package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.gob.DecodeResult;
import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.gob.TypeDescriptors;
import io.ciao.ssntp.gob.WireType;
import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values of a frame's fields as a sender might write them: our encoder writes only good ones.
class FrameReaderTest {

  private static final int FRAME = 65;
  private static final int UUID_ARRAY = 66;
  private static final UUID NIL = new UUID(0, 0);

  @ParameterizedTest
  @CsvSource({
    "Type, 3, fe0100, Type is 256; at most 255 is allowed",
    "Role, 3, fb0100000000, a role mask of more than 32 bits",
    "Source, 5, 0f0102030405060708090a0b0c0d0e0f, Source has 15 bytes; a UUID has 16",
    "Source, 5, 110102030405060708090a0b0c0d0e0f1011, Source has 17 bytes; at most 16 are allowed",
    "Origin, 66, 0f0102030405060708090a0b0c0d0e0f, Origin has 15 bytes; a UUID has 16",
    "Origin, 66, 110102030405060708090a0b0c0d0e0f1011, Origin has 17 bytes; a UUID has 16",
  })
  void aValueOutsideItsRangeIsRefused(String field, int type, String hex, String problem) {
    assertThat(read(field, type, hex)).isInstanceOf(Malformed.class);
    assertThat(read(field, type, hex).toString()).contains(problem);
  }

  @Test
  void aRoleMaskHas32Bits() {
    assertThat(read("Role", WireType.UNSIGNED, "fcffffffff"))
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded -> assertThat(decoded.value()).isEqualTo(connect(new Roles(-1), NIL)));
  }

  @Test
  void noBytesAreTheNilUuid() {
    assertThat(read("Source", WireType.BYTES, "00"))
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded -> assertThat(decoded.value()).isEqualTo(connect(Roles.NONE, NIL)));
  }

  private static Frame connect(Roles roles, UUID source) {
    return new ConnectFrame(roles, source, NIL);
  }

  /// The frame that has one field.
  private static DecodeResult<Frame> read(String field, int type, String hex) {
    var out = new GobOutput();
    TypeDescriptors.write(out, new ArrayType(UUID_ARRAY, "UUID", WireType.UNSIGNED, 16));
    TypeDescriptors.write(out, new StructType(FRAME, "Frame", List.of(new WireField(field, type))));
    var mark = out.beginMessage(0);
    out.signed(FRAME);
    out.raw(HexFormat.of().parseHex("01" + hex + "00"));
    out.endMessage(mark);
    return new FrameDecoder(1000).decode(ByteBuffer.wrap(out.toByteArray()));
  }
}
