package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.netlink.NetlinkBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The numbers are those of the kernel's headers, written out.
class LinkMessagesTest {
  private static final int LINK_BYTES = 16;
  private static final int ADDRESS_BYTES = 8;
  private static final int NEIGHBOUR_BYTES = 12;
  private static final int IPV6 = 10;

  private static Link link(String name) {
    return new Link(
        name, new LinkKind.Bridge(), MacAddress.GATEWAY, 1450, null, "ciao:subnet=t", List.of());
  }

  @Test
  void greIsOneLinkWithAKeyInBothDirections() {
    var tunnel =
        new GreTunnel(0xac100001, Ipv4Address.parse("10.0.0.1"), Ipv4Address.parse("10.0.0.2"));

    var said = NetlinkBytes.attributes(LinkMessages.gretap(link("gre1"), tunnel, 7), LINK_BYTES);

    assertThat(said.text(3)).isEqualTo("gre1");
    assertThat(said.number(4)).isEqualTo(1450);
    assertThat(said.number(28)).as("where it is born").isEqualTo(7);
    assertThat(said.inside(18).text(1)).isEqualTo("gretap");
    var data = said.inside(18).inside(2);
    assertThat(data.be16(2)).as("flags in").isEqualTo(0x2000);
    assertThat(data.be16(3)).as("flags out").isEqualTo(0x2000);
    assertThat(data.bytes(4)).as("key in").containsExactly(0xac, 0x10, 0x00, 0x01);
    assertThat(data.bytes(5)).as("key out").containsExactly(0xac, 0x10, 0x00, 0x01);
    assertThat(data.bytes(6)).as("local").containsExactly(10, 0, 0, 1);
    assertThat(data.bytes(7)).as("remote").containsExactly(10, 0, 0, 2);
  }

  @Test
  void macvlanNamesTheLinkUnderItAndWhereItIsBorn() {
    var said = NetlinkBytes.attributes(LinkMessages.macvlan(link("up0"), 5, 7), LINK_BYTES);

    assertThat(said.number(5)).isEqualTo(5);
    assertThat(said.number(28)).isEqualTo(7);
    assertThat(said.inside(18).text(1)).isEqualTo("macvlan");
    assertThat(said.inside(18).inside(2).number(1)).as("bridge mode").isEqualTo(4);
  }

  @Test
  void ipv6AddressIsUsedAtOnce() {
    var address = Ipv6Prefix.parse("fd00:a::5/64");
    var message =
        LinkMessages.addAddress(new NetAction.AddAddress(NetNamespace.CURRENT, "x", address), 3);

    assertThat(NetlinkBytes.u8(message, 0)).isEqualTo(IPV6);
    assertThat(NetlinkBytes.u8(message, 1)).isEqualTo(64);
    assertThat(NetlinkBytes.u8(message, 2)).as("no detection of duplicates").isEqualTo(2);
    assertThat(NetlinkBytes.attributes(message, ADDRESS_BYTES).bytes(2))
        .isEqualTo(address.address().bytes());
  }

  @Test
  void ipv4AddressIsOfItsFamily() {
    var address = Ipv4Prefix.parse("172.16.0.5/24");
    var message =
        LinkMessages.addAddress(new NetAction.AddAddress(NetNamespace.CURRENT, "x", address), 3);

    assertThat(NetlinkBytes.u8(message, 0)).isEqualTo(2);
    assertThat(NetlinkBytes.attributes(message, ADDRESS_BYTES).bytes(2))
        .containsExactly(172, 16, 0, 5);
  }

  @Test
  void ipv6NeighbourIsOfItsFamily() {
    var entry = new Neighbour(Ipv6Address.parse("fd00:a::5"), "br0", MacAddress.GATEWAY);

    for (var message :
        List.of(LinkMessages.addNeighbour(entry, 3), LinkMessages.removeNeighbour(entry, 3))) {
      assertThat(NetlinkBytes.u8(message, 0)).isEqualTo(IPV6);
      assertThat(NetlinkBytes.attributes(message, NEIGHBOUR_BYTES).bytes(1))
          .isEqualTo(entry.address().bytes());
    }
  }
}
