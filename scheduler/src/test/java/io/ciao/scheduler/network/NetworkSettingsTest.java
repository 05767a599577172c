package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkSettingsTest {
  @Test
  void readsARange() {
    var settings = NetworkSettings.parse("198.18.0.100-198.18.0.199/24", "198.18.0.254", 1500);

    assertThat(settings.outsideFirst()).hasToString("198.18.0.100");
    assertThat(settings.outsideLast()).hasToString("198.18.0.199");
    assertThat(settings.outsidePrefixLength()).isEqualTo(24);
    assertThat(settings.instanceMtu()).isEqualTo(1450);
  }

  @ParameterizedTest
  @CsvSource({
    "198.18.0.1-198.18.0.1/30, 198.18.0.2, 626",
    "198.18.0.1-198.18.0.253/24, 198.18.0.254, 9050",
    "198.18.0.1-198.18.0.9/1, 198.18.0.10, 1500"
  })
  void takesWhatJustFits(String range, String gateway, int mtu) {
    var settings = NetworkSettings.parse(range, gateway, mtu);

    assertThat(settings.underlayMtu()).isEqualTo(mtu);
    assertThat(settings.isOutside(settings.outsideFirst())).isTrue();
    assertThat(settings.isOutside(settings.outsideLast())).isTrue();
    assertThat(settings.isOutside(settings.outsideGateway())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "198.18.0.100, 198.18.0.254, 1500, is no outside range",
    "198.18.0.100-198.18.0.199/x, 198.18.0.254, 1500, is no outside range",
    "198.18.0.100-198.18.0.199/31, 198.18.0.254, 1500, 1 to 30 bits",
    "198.18.0.100-198.18.0.199/0, 198.18.0.254, 1500, 1 to 30 bits",
    "198.18.0.100-198.18.0.300/24, 198.18.0.254, 1500, is no IPv4 address",
    "198.18.0.199-198.18.0.100/24, 198.18.0.254, 1500, goes from 198.18.0.199",
    "198.18.0.100-198.18.1.100/24, 198.18.0.254, 1500, in 198.18.0.0/24",
    "198.18.0.100-198.18.0.199/24, 198.18.1.254, 1500, is not in 198.18.0.0/24",
    "198.18.0.100-198.18.0.254/24, 198.18.0.254, 1500, must leave out the gateway",
    "198.18.0.100-198.18.0.199/24, 198.18.0.100, 1500, must leave out the gateway",
    "198.18.0.0-198.18.0.199/24, 198.18.0.254, 1500, must leave out the gateway",
    "198.18.0.200-198.18.0.255/24, 198.18.0.1, 1500, must leave out the gateway",
    "198.18.0.100-198.18.0.199/24, 198.18.0.254, 625, 626 to 9050 bytes",
    "198.18.0.100-198.18.0.199/24, 198.18.0.254, 9051, 626 to 9050 bytes"
  })
  void saysWhatIsWrong(String range, String gateway, int mtu, String problem) {
    assertThatThrownBy(() -> NetworkSettings.parse(range, gateway, mtu))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
