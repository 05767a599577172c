package io.ciao.basis.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6SubnetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fd00:a::/64",
        "fd00::/8",
        "fd00:a::/63",
        "fd00::8000:0:0:0/65",
        "fd00::2/127",
        "fd00::3/128",
        "::/0"
      })
  void blocksComeBack(String text) {
    assertThat(Ipv6Subnet.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "fd00:a::1/64, fd00:a::/64",
    "fd00:a:0:1::/63, fd00:a::/63",
    "fd00:0:0:0:c000::/65, fd00::8000:0:0:0/65",
    "fd00::3/127, fd00::2/127",
    "8000::/0, ::/0"
  })
  void namesTheBlockThatWasMeant(String text, String meant) {
    assertThatThrownBy(() -> Ipv6Subnet.parse(text))
        .isInstanceOf(AddressFormatException.class)
        .hasMessage("\"%s\" has bits set behind its prefix; write %s", text, meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00::", "fd00::/129", "fd00::/x", "10.0.0.0/8"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Ipv6Subnet.parse(text)).isInstanceOf(AddressFormatException.class);
  }

  @Test
  void beginsWithItsFirstAddress() {
    assertThatThrownBy(() -> new Ipv6Subnet(new Ipv6Address(0, 1), 64))
        .hasMessage("::1 is not the first address of a /64");
    assertThatThrownBy(() -> new Ipv6Subnet(new Ipv6Address(0, 0), 129))
        .hasMessageContaining("0 to 128 bits: 129");
  }

  @Test
  void anAddressIsThePrefixAndTheBitsBehindIt() {
    var block = Ipv6Subnet.parse("fd12:3456:1:8000::/64");
    assertThat(block.address(Ipv4Address.parse("172.16.0.5").value()))
        .hasToString("fd12:3456:1:8000::ac10:5");
    assertThat(block.address(-1)).hasToString("fd12:3456:1:8000:ffff:ffff:ffff:ffff");
    assertThat(Ipv6Subnet.parse("fd00::/96").address(0xffff_ffffL)).hasToString("fd00::ffff:ffff");
    assertThat(Ipv6Subnet.parse("fd00::9/128").address(0)).hasToString("fd00::9");
    assertThatThrownBy(() -> Ipv6Subnet.parse("fd00::/96").address(1L << 32))
        .hasMessage("fd00::/96 has no address 4294967296");
  }

  @ParameterizedTest
  @CsvSource({
    "fd00:a::5/64, fd00:a::/64",
    "fd00:a:0:1::/64, fd00:a:0:1::/64",
    "fd00::ffff:5/112, fd00::ffff:0/112",
    "fd00::5/128, fd00::5/128",
    "fd00::5/0, ::/0"
  })
  void anAddressLiesInABlock(String address, String block) {
    assertThat(Ipv6Prefix.parse(address).network()).hasToString(block);
  }
}
