package io.ciao.basis.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {
  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "FD00:A:0:0:0:0:0:5, fd00:a::5",
    "fd00:a::, fd00:a::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "0:0:3:4:5:6:0:0, ::3:4:5:6:0:0"
  })
  void hasOneShortForm(String text, String written) {
    assertThat(Ipv6Address.parse(text)).hasToString(written);
    assertThat(Ipv6Address.parse(written)).isEqualTo(Ipv6Address.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1",
        "172.16.0.1",
        "fe80::1%eth0",
        "[::1]",
        "::ffff:1.2.3.4",
        "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "g::"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Ipv6Address.parse(text))
        .isInstanceOf(AddressFormatException.class)
        .hasMessageContaining("\"" + text + "\" is no IPv6 address");
  }

  @Test
  void bytesAreInTheirOrder() {
    var address = Ipv6Address.parse("fd00:a::5");
    assertThat(address.bytes()).hasSize(16).startsWith(0xfd, 0, 0, 0x0a).endsWith(0, 5);
    assertThat(Ipv6Address.of(address.bytes())).isEqualTo(address);
    assertThatThrownBy(() -> Ipv6Address.of(new byte[4])).hasMessageContaining("16 bytes: 4");
  }

  @Test
  void eitherVersionIsRead() {
    assertThat(IpAddress.parse("172.16.0.1")).isEqualTo(Ipv4Address.parse("172.16.0.1"));
    assertThat(IpAddress.parse("::1")).isEqualTo(Ipv6Address.parse("::1"));
    assertThat(IpAddress.parse("172.16.0.1").bytes()).containsExactly(172, 16, 0, 1);
  }

  @Test
  void linkLocalOnesAreKnown() {
    assertThat(Ipv6Address.parse("fe80::1").isLinkLocal()).isTrue();
    assertThat(Ipv6Address.parse("febf::1").isLinkLocal()).isTrue();
    assertThat(Ipv6Address.parse("fec0::1").isLinkLocal()).isFalse();
    assertThat(Ipv6Address.parse("fd00::1").isLinkLocal()).isFalse();
  }

  @Test
  void prefixHasALength() {
    assertThat(Ipv6Prefix.parse("fd00:a::1/64")).hasToString("fd00:a::1/64");
    assertThat(Ipv6Prefix.parse("::/0").length()).isZero();
    for (var text :
        new String[] {"fd00::1", "fd00::1/129", "fd00::1/", "fd00::1/x", "fd00::1/-1"}) {
      assertThatThrownBy(() -> Ipv6Prefix.parse(text))
          .isInstanceOf(AddressFormatException.class)
          .hasMessageContaining("prefix length from 0 to 128");
    }
    assertThatThrownBy(() -> new Ipv6Prefix(Ipv6Address.parse("::"), 129))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
