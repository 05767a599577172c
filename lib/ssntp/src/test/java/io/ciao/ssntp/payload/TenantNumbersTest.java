package io.ciao.ssntp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantNumbersTest {

  @ParameterizedTest
  @CsvSource({
    "172.16.0.0,   0x000010ac",
    "172.16.1.0,   0x000110ac",
    "192.168.8.0,  0x0008a8c0",
    "10.255.254.0, 0x00feff0a",
    "192.168.0.200, 0xc800a8c0",
  })
  void subnetKeyIsTheAddressReadFromItsLastByte(String network, String key) {
    assertThat(Integer.toUnsignedLong(TenantNumbers.subnetKey(Ipv4Address.parse(network))))
        .isEqualTo(Long.decode(key));
  }

  /// The first is the check value of CRC-32/IEEE.
  @ParameterizedTest
  @CsvSource({
    "123456789,                            0xcbf43926",
    "red,                                  0xfa615f8f",
    "67d86208-b46c-4465-9018-fe14087d415f, 0x78ed819a",
  })
  void tunnelIdIsTheTenantsChecksum(String tenant, String id) {
    assertThat(Integer.toUnsignedLong(TenantNumbers.tunnelId(tenant))).isEqualTo(Long.decode(id));
  }

  @Test
  void bothStandInPayloadsAsNumbersWithoutSign() {
    var added =
        new TenantEvent(
            TenantEvent.Sort.ADDED,
            new TenantEvent.Agent("a", "192.0.2.1"),
            new TenantEvent.Tenant(
                "red",
                "192.168.0.200/29",
                TenantNumbers.subnetKey(Ipv4Address.parse("192.168.0.200"))),
            "c",
            "192.0.2.2");

    assertThat(added.toBytes().utf8()).contains("\"subnet_key\":3355486400");
  }
}
