package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final InstanceNetwork OLDER =
      new InstanceNetwork("172.16.0.0/29", "default-1", "172.16.0.5", "02:00:ac:10:00:05", 1);

  private static String given(@Nullable InstanceNetwork has, @Nullable String block) {
    var subnet =
        new SubnetView(Ipv4Subnet.parse("172.16.0.0/29"), block, "default-1", "198.18.0.100");
    var network = new NetworkView(List.of(subnet), Set.of(), false);
    var instance = new TestInstance("t1", "a");
    instance.network = has;
    var given =
        new Addresses(Map.of(new ObjectKey("t1", "default"), network))
            .give(instance.build())
            .orElseThrow();
    return given.address() + " " + given.address6();
  }

  @Test
  void theIpv6AddressIsTheSubnetsBlockAndTheIpv4Address() {
    assertThat(given(null, "fd00:a::/64")).isEqualTo("172.16.0.2 fd00:a::ac10:2");
    assertThat(given(null, null)).isEqualTo("172.16.0.2 null");
  }

  @Test
  void whatWasBoundBeforeThereWasABlockGetsItsAddressLater() {
    assertThat(given(OLDER, "fd00:a::/64")).isEqualTo("172.16.0.5 fd00:a::ac10:5");
    assertThat(given(OLDER, null)).isEqualTo("172.16.0.5 null");
  }

  @Test
  void anIpv6AddressStays() {
    var has = OLDER.withAddress6("fd99::5");
    assertThat(given(has, "fd00:a::/64")).isEqualTo("172.16.0.5 fd99::5");
    assertThat(given(has, null)).isEqualTo("172.16.0.5 fd99::5");
  }
}
