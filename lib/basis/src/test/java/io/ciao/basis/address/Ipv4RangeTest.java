package io.ciao.basis.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4RangeTest {
  @ParameterizedTest
  @CsvSource({
    "198.51.100.0/28, 198.51.100.0-198.51.100.15, 16",
    "198.51.100.20-198.51.100.29, 198.51.100.20-198.51.100.29, 10",
    "198.51.100.7, 198.51.100.7, 1",
    "198.51.100.7-198.51.100.7, 198.51.100.7, 1",
    "0.0.0.0/0, 0.0.0.0-255.255.255.255, 4294967296"
  })
  void readsBlocksRangesAndAddresses(String text, String shown, long size) {
    var range = Ipv4Range.parse(text);

    assertThat(range).hasToString(shown);
    assertThat(range.size()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "10.0.0.1-", "10.0.0.9-10.0.0.1", "10.0.0.1/24", "a-b"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Ipv4Range.parse(text)).isInstanceOf(AddressFormatException.class);
  }

  @Test
  void saysWhatIsWrongWithTheBlock() {
    assertThatThrownBy(() -> Ipv4Range.parse("/28"))
        .hasMessageStartingWith("\"/28\" is no IPv4 subnet");
  }

  @Test
  void seesOverlapsAtBothEnds() {
    var range = Ipv4Range.parse("10.0.0.10-10.0.0.20");

    assertThat(range.overlaps(Ipv4Range.parse("10.0.0.20-10.0.0.30"))).isTrue();
    assertThat(range.overlaps(Ipv4Range.parse("10.0.0.0-10.0.0.10"))).isTrue();
    assertThat(range.overlaps(Ipv4Range.parse("10.0.0.12"))).isTrue();
    assertThat(range.overlaps(Ipv4Range.parse("10.0.0.0/24"))).isTrue();
    assertThat(range.overlaps(Ipv4Range.parse("10.0.0.21-10.0.0.30"))).isFalse();
    assertThat(range.overlaps(Ipv4Range.parse("10.0.0.9"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.9, false", "10.0.0.10, true", "10.0.0.20, true", "10.0.0.21, false"})
  void containsItsEnds(String address, boolean contained) {
    var range = Ipv4Range.parse("10.0.0.10-10.0.0.20");

    assertThat(range.contains(Ipv4Address.parse(address))).isEqualTo(contained);
  }
}
