package io.ciao.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The bytes as `netlink(7)` and `rtnetlink(7)` describe them.
class NetlinkMessageTest {
  private static ByteBuffer buffer(NetlinkMessage message) {
    return ByteBuffer.wrap(message.bytes()).order(ByteOrder.nativeOrder());
  }

  @Test
  void beginsWithAHeaderThatAsksForAnAnswer() {
    var message = NetlinkMessage.of("do it", 16, NetlinkMessage.CREATE).u8(7).u8(0).u16(0).build();

    var bytes = buffer(message);
    assertThat(bytes.getInt(0)).as("length").isEqualTo(20);
    assertThat(bytes.getShort(4)).as("type").isEqualTo((short) 16);
    assertThat(bytes.getShort(6)).as("NLM_F_REQUEST, ACK, CREATE, EXCL").isEqualTo((short) 0x605);
    assertThat(bytes.get(16)).isEqualTo((byte) 7);
  }

  @Test
  void alignsAttributesWithoutCountingTheFilling() {
    var message = NetlinkMessage.of("do it", 16, 0).attribute(3, "br0").attribute(20, "ab").build();

    var bytes = buffer(message);
    assertThat(bytes.getShort(16)).as("length with the zero byte").isEqualTo((short) 8);
    assertThat(bytes.getShort(24)).isEqualTo((short) 7);
    assertThat(bytes.getInt(0)).as("filled up").isEqualTo(32);
  }

  @Test
  void marksAttributesThatHoldOthersAndSaysHowLongTheyAre() {
    var message =
        NetlinkMessage.of("do it", 16, 0)
            .nested(18, info -> info.attribute(1, "veth").nested(2, data -> data.attributeU8(7, 1)))
            .build();

    var bytes = buffer(message);
    assertThat(Short.toUnsignedInt(bytes.getShort(18))).isEqualTo(0x8000 | 18);
    assertThat(bytes.getShort(16)).isEqualTo((short) (4 + 12 + 4 + 8));
    var read = Attributes.of(message.bytes(), NetlinkMessage.HEADER_BYTES).inside(18);
    assertThat(read.text(1)).isEqualTo("veth");
    assertThat(read.inside(2).number(7)).isEqualTo(1);
  }

  @Test
  void readsNumbersOfEachWidthInTheirOrder() {
    var message =
        NetlinkMessage.of("do it", 16, 0)
            .attributeU8(1, 200)
            .attributeU32(2, -5)
            .attributeBe16(3, 4789)
            .attributeBe32(4, 0x01020304)
            .build();

    var read = Attributes.of(message.bytes(), NetlinkMessage.HEADER_BYTES);
    assertThat(read.number(1)).isEqualTo(200);
    assertThat(read.number(2)).isEqualTo(-5);
    assertThat(read.be16(3)).isEqualTo(4789);
    assertThat(read.bytes(4)).containsExactly(1, 2, 3, 4);
    assertThat(read.be32(4)).isEqualTo(0x01020304);
    assertThat(read.be32(3)).as("of another width").isZero();
    assertThat(read.has(5)).isFalse();
    assertThat(read.bytes(5)).isNull();
    assertThat(read.number(5)).isZero();
    assertThat(read.be16(1)).as("of another width").isZero();
    assertThat(read.text(5)).isEmpty();
    assertThat(read.inside(5).has(1)).isFalse();
  }

  @Test
  void refusesAttributesThatReachBeyondTheEnd() {
    var whole = NetlinkMessage.of("do it", 16, 0).attribute(3, "br0").build().bytes();
    for (int length = whole.length - 1; length > NetlinkMessage.HEADER_BYTES + 4; length--) {
      var cut = java.util.Arrays.copyOf(whole, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Attributes.of(cut, NetlinkMessage.HEADER_BYTES))
          .withMessageContaining("attribute 3");
    }
  }

  @Test
  void textEndsBeforeItsZeroByteOrWithoutOne() {
    var alias = "ciao:port=1".getBytes(StandardCharsets.US_ASCII);
    var message = NetlinkMessage.of("do it", 16, 0).attribute(20, alias).attribute(3, "x").build();

    var read = Attributes.of(message.bytes(), NetlinkMessage.HEADER_BYTES);
    assertThat(read.text(20)).isEqualTo("ciao:port=1");
    assertThat(read.text(3)).isEqualTo("x");
  }
}
