package io.ciao.linux.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.IpAddress;
import io.ciao.linux.netlink.Attributes;
import io.ciao.linux.netlink.NetlinkBytes;
import io.ciao.linux.netlink.NetlinkMessage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// As `linux/netfilter/nfnetlink_conntrack.h` describes it.
final class ConntrackMessagesTest {
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final IpAddress FROM = IpAddress.parse("172.16.0.11");
  private static final IpAddress TO = IpAddress.parse("172.16.0.10");
  private static final IpAddress FROM6 = IpAddress.parse("fd00:a::b");
  private static final IpAddress TO6 = IpAddress.parse("fd00:a::a");

  @Test
  void readsWhoOpenedAConnectionToWhom() {
    assertThat(read(INET, tuple(1, FROM, 2, TO, Flow.TCP)).flow())
        .isEqualTo(new Flow(FROM, TO, Flow.TCP, 40000, 22));
    assertThat(read(INET6, tuple(3, FROM6, 4, TO6, Flow.UDP)).flow())
        .isEqualTo(new Flow(FROM6, TO6, Flow.UDP, 40000, 22));
  }

  @Test
  void whatHasNoAddressesIsNoConnection() {
    assertThat(ConntrackMessages.connection(INET, attributes(message -> {}))).isEmpty();
    assertThat(
            ConntrackMessages.connection(
                INET, attributes(message -> message.nested(1, tuple -> tuple.attributeU8(9, 0)))))
        .isEmpty();
  }

  @Test
  void readsWhetherTrackingMetItUnderWayAndWhetherItIsSilenced() {
    var tuple = tuple(1, FROM, 2, TO, Flow.TCP);
    assertThat(read(INET, tuple).pickedUp()).isFalse();
    assertThat(read(INET, tuple).silenced()).isFalse();
    assertThat(read(INET, tuple.andThen(tcpFlags(0x0a))).pickedUp()).isTrue();
    assertThat(read(INET, tuple.andThen(tcpFlags(0x23))).pickedUp()).isFalse();
    assertThat(read(INET, tuple.andThen(it -> it.attributeBe32(8, 1))).silenced()).isTrue();
    assertThat(read(INET, tuple.andThen(it -> it.attributeBe32(8, 2))).silenced()).isFalse();
  }

  @Test
  void namesAConnectionAsTheKernelDid() {
    var connection =
        read(
            INET6,
            tuple(3, FROM6, 4, TO6, Flow.UDP).andThen(it -> it.attributeBe32(12, 0x12345678)));

    var end = change(connection, ConnectionChange.Deed.END);
    assertThat(NetlinkBytes.type(end)).isEqualTo(0x102);
    assertThat(NetlinkBytes.u8(end, 0)).isEqualTo(INET6);
    assertThat(NetlinkBytes.attributes(end, 4).be32(12)).isEqualTo(0x12345678);
    assertThat(again(end)).isEqualTo(connection.flow());

    var silence = change(connection, ConnectionChange.Deed.SILENCE);
    assertThat(NetlinkBytes.type(silence)).as("a change, not a new one").isEqualTo(0x100);
    assertThat(NetlinkBytes.flags(silence) & NetlinkMessage.CREATE).isZero();
    assertThat(NetlinkBytes.attributes(silence, 4).be32(8)).isEqualTo(1);
    assertThat(again(silence)).isEqualTo(connection.flow());

    var release = change(connection, ConnectionChange.Deed.RELEASE);
    assertThat(NetlinkBytes.attributes(release, 4).has(8)).isTrue();
    assertThat(NetlinkBytes.attributes(release, 4).be32(8)).isZero();
  }

  private static NetlinkMessage change(Connection connection, ConnectionChange.Deed deed) {
    return ConntrackMessages.of(new ConnectionChange(connection, deed));
  }

  private static Flow again(NetlinkMessage message) {
    return ConntrackMessages.connection(INET6, NetlinkBytes.attributes(message, 4))
        .orElseThrow()
        .flow();
  }

  private static Connection read(int family, Consumer<NetlinkMessage.Builder> fill) {
    return ConntrackMessages.connection(family, attributes(fill)).orElseThrow();
  }

  private static Attributes attributes(Consumer<NetlinkMessage.Builder> fill) {
    var message = NetlinkMessage.of("say", 0, 0);
    fill.accept(message);
    return NetlinkBytes.attributes(message.build(), 0);
  }

  private static Consumer<NetlinkMessage.Builder> tuple(
      int sourceType, IpAddress source, int destinationType, IpAddress destination, int protocol) {
    return message ->
        message.nested(
            1,
            tuple ->
                tuple
                    .nested(
                        1,
                        ip ->
                            ip.attribute(sourceType, source.bytes())
                                .attribute(destinationType, destination.bytes()))
                    .nested(
                        2,
                        what ->
                            what.attributeU8(1, protocol)
                                .attributeBe16(2, 40000)
                                .attributeBe16(3, 22)));
  }

  private static Consumer<NetlinkMessage.Builder> tcpFlags(int flags) {
    return message ->
        message.nested(
            4,
            state ->
                state.nested(
                    1,
                    tcp ->
                        tcp.attributeU8(1, 3)
                            .attribute(4, new byte[] {(byte) flags, (byte) flags})));
  }
}
