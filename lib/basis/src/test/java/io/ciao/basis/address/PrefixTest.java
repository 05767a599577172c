package io.ciao.basis.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @Test
  void prefixKnowsItsNetwork() {
    var prefix = Ipv4Prefix.parse("172.16.5.9/20");
    assertThat(prefix.network()).hasToString("172.16.0.0/20");
    assertThat(prefix.netmask()).isEqualTo("255.255.240.0");
    assertThat(prefix.contains(Ipv4Address.parse("172.16.15.255"))).isTrue();
    assertThat(prefix.contains(Ipv4Address.parse("172.16.16.0"))).isFalse();
    assertThat(Ipv4Prefix.parse("1.2.3.4/0").network()).hasToString("0.0.0.0/0");
    assertThat(Ipv4Prefix.parse("255.255.255.255/32").network()).hasToString("255.255.255.255/32");
  }

  @Test
  void addressesAreInNumericOrder() {
    requireOrder(Ipv4Address::parse, "9.0.0.1", "10.0.0.1", "200.0.0.1");
    requireOrder(MacAddress::parse, "02:00:00:00:00:09", "02:00:00:00:00:0a", "0a:00:00:00:00:00");
  }

  @Test
  void prefixesAreInTheOrderOfTheirAddressesTheBiggerBlockFirst() {
    requireOrder(Ipv4Prefix::parse, "9.0.0.1/32", "10.0.0.1/8", "10.0.0.1/24", "200.0.0.1/0");
  }

  private static <T extends Comparable<T>> void requireOrder(
      Function<String, T> parse, String... sorted) {
    var mixed = Arrays.stream(sorted).sorted(Comparator.reverseOrder()).map(parse);
    assertThat(mixed.sorted()).map(Object::toString).containsExactly(sorted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4\nx", "::1"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> Ipv4Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4",
        "1.2.3.4/33",
        "1.2.3.4/+8",
        "1.2.3.4/08",
        "1.2.3.4/-1",
        "1.2.3.4/x",
        "1.2.3.4/"
      })
  void whatIsNoPrefixIsRefused(String text) {
    assertThatThrownBy(() -> Ipv4Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void prefixWithoutAnAddressLacksTheAddress() {
    assertThatThrownBy(() -> Ipv4Prefix.parse("/24")).hasMessageContaining("is no IPv4 address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "02:00", "02:00:00:00:00:0g", "02:00:00:00:00:00:00", "0200.0000.0000"})
  void whatIsNoMacAddressIsRefused(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void derivedMacAddressesAreLocalAndNoGroup() {
    var address = Ipv4Address.parse("198.18.0.100");
    assertThat(MacAddress.GATEWAY).hasToString("02:00:5e:00:00:01");
    assertThat(MacAddress.ZERO).hasToString("00:00:00:00:00:00");
    assertThat(MacAddress.ofBridge(0)).hasToString("02:ff:00:00:00:00");
    assertThat(MacAddress.ofBridge(0xffffff)).hasToString("02:ff:00:ff:ff:ff");
    assertThat(MacAddress.ofBridge(4097)).hasToString("02:ff:00:00:10:01");
    assertThat(MacAddress.ofTransit(4097)).hasToString("02:fd:00:00:10:01");
    assertThat(MacAddress.ofOutside(address)).hasToString("02:01:c6:12:00:64");
    assertThat(MacAddress.ofUplinkPort(address)).hasToString("fe:01:c6:12:00:64");
  }

  @Test
  void macAddressHas48BitsAndABridgesVni24() {
    assertThat(new MacAddress(0)).isEqualTo(MacAddress.ZERO);
    assertThat(new MacAddress((1L << 48) - 1)).hasToString("ff:ff:ff:ff:ff:ff");
    for (var bits : new long[] {-1, 1L << 48}) {
      assertThatThrownBy(() -> new MacAddress(bits)).hasMessageContaining("48 bits: " + bits);
    }
    for (var vni : new long[] {-1, 1L << 24}) {
      assertThatThrownBy(() -> MacAddress.ofBridge(vni)).hasMessageContaining("24 bits: " + vni);
    }
  }
}
