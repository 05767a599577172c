package io.ciao.basis.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static Ipv4Subnet subnet(String text) {
    return Ipv4Subnet.parse(text);
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "172.16.0.5", "255.255.255.255", "10.0.0.1"})
  void addressesComeBack(String text) {
    assertThat(address(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        "256.0.0.1",
        "1.2.3.04",
        "01.2.3.4",
        "1..2.3",
        "1.2.3.",
        ".1.2.3",
        "a.b.c.d",
        "1.2.3.4 ",
        "::1",
        "1.2.3.-4",
        "1.2.3.1000"
      })
  void saysWhatAnAddressLooksLike(String text) {
    assertThatThrownBy(() -> address(text))
        .isInstanceOf(AddressFormatException.class)
        .hasMessage(
            "\"%s\" is no IPv4 address; write four numbers from 0 to 255 like 172.16.0.5", text);
  }

  @Test
  void ordersAddressesAsNumbers() {
    assertThat(address("9.0.0.0")).isLessThan(address("10.0.0.0"));
    assertThat(address("200.0.0.0")).isGreaterThan(address("127.255.255.255"));
    assertThat(address("10.0.0.255").plus(1)).isEqualTo(address("10.0.1.0"));
    assertThat(address("10.1.2.3").octet(2)).isEqualTo(2);
    assertThatThrownBy(() -> address("255.255.255.255").plus(1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linkLocalAddressIsThatOfTheMac() {
    assertThat(MacAddress.parse("02:00:ac:10:00:0a").linkLocal())
        .isEqualTo(Ipv6Address.parse("fe80::acff:fe10:a"));
    assertThat(MacAddress.parse("fe:01:80:ff:ff:ff").linkLocal())
        .isEqualTo(Ipv6Address.parse("fe80::fc01:80ff:feff:ffff"));
  }

  @Test
  void macIsDerivedFromTheAddress() {
    var mac = MacAddress.ofInstance(address("172.16.3.200"));
    assertThat(mac)
        .hasToString("02:00:ac:10:03:c8")
        .isEqualTo(MacAddress.parse("02:00:AC:10:03:C8"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:00:ac:10:03",
        "02:00:ac:10:03:c8:00",
        "02-00-ac-10-03-c8",
        "02:00:ac:10:03:g8",
        "0200.ac10.03c8"
      })
  void saysWhatAnEthernetAddressLooksLike(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text))
        .isInstanceOf(AddressFormatException.class)
        .hasMessage("\"%s\" is no Ethernet address; write six bytes like 02:00:0a:00:00:05", text);
  }

  @Test
  void subnetKnowsItsAddresses() {
    var subnet = subnet("172.16.5.0/24");
    assertThat(subnet.size()).isEqualTo(256);
    assertThat(subnet.address(0)).hasToString("172.16.5.0");
    assertThat(subnet.address(1)).hasToString("172.16.5.1");
    assertThat(subnet.last()).hasToString("172.16.5.255");
    assertThat(subnet.netmask()).hasToString("255.255.255.0");
    assertThatThrownBy(() -> subnet.address(256)).hasMessage("172.16.5.0/24 has no address 256");
    assertThat(subnet("0.0.0.0/0").netmask()).hasToString("0.0.0.0");
    assertThat(subnet("10.0.0.1/32").netmask()).hasToString("255.255.255.255");
  }

  @Test
  void subnetsAreCutIntoSmallerOnes() {
    var network = subnet("172.16.0.0/16");
    assertThat(network.subnets(24)).isEqualTo(256);
    assertThat(network.subnet(24, 0)).isEqualTo(subnet("172.16.0.0/24"));
    assertThat(network.subnet(24, 126)).isEqualTo(subnet("172.16.126.0/24"));
    assertThat(network.subnets(8)).isZero();
    assertThat(network.subnets(16)).isEqualTo(1);
    assertThat(network.subnets(32)).isEqualTo(65_536);
    assertThatThrownBy(() -> network.subnet(24, 256))
        .hasMessage("172.16.0.0/16 has no /24 number 256");
    assertThat(Ipv4Subnet.containing(address("172.16.77.3"), 20))
        .isEqualTo(subnet("172.16.64.0/20"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.1.0.0/16,true",
    "10.1.0.0/16,10.0.0.0/8,true",
    "10.0.0.0/24,10.0.1.0/24,false",
    "0.0.0.0/0,200.1.2.3/32,true",
    "10.0.0.0/9,10.128.0.0/9,false"
  })
  void overlapIsMutual(String left, String right, boolean overlaps) {
    assertThat(subnet(left).overlaps(subnet(right))).isEqualTo(overlaps);
    assertThat(subnet(right).overlaps(subnet(left))).isEqualTo(overlaps);
  }

  @Test
  void containsAddressesAndSmallerSubnets() {
    var subnet = subnet("10.1.0.0/16");
    assertThat(subnet.contains(address("10.1.0.0"))).isTrue();
    assertThat(subnet.contains(address("10.1.255.255"))).isTrue();
    assertThat(subnet.contains(address("10.2.0.0"))).isFalse();
    assertThat(subnet.contains(subnet("10.1.7.0/24"))).isTrue();
    assertThat(subnet.contains(subnet)).isTrue();
    assertThat(subnet.contains(subnet("10.0.0.0/8"))).isFalse();
  }

  @Test
  void saysWhatIsWrongWithASubnet() {
    assertThatThrownBy(() -> subnet("172.16.0.5/24"))
        .hasMessage("\"172.16.0.5/24\" has bits set behind its prefix; write 172.16.0.0/24");
    for (var text :
        new String[] {
          "",
          "172.16.0.0",
          "172.16.0.0/33",
          "172.16.0.0/",
          "172.16.0/16",
          "172.16.0.0/a",
          "::/0",
          "1.2.3.4/-1"
        }) {
      assertThatThrownBy(() -> subnet(text))
          .isInstanceOf(AddressFormatException.class)
          .hasMessage(
              "\"%s\" is no IPv4 subnet; write an address and a prefix length like 172.16.0.0/16",
              text);
    }
  }
}
