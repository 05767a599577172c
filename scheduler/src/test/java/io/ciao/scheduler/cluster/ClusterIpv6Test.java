package io.ciao.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

class ClusterIpv6Test {
  private static final int CASES = 2_000;

  /// What makes an address one's own, and nobody else's.
  private record Place(int cluster, long vni, Ipv4Address address) {}

  @Test
  void aBlockIsTheClusterAndTheVni() {
    var cluster = ClusterIpv6.of("12345678" + "9abcdef0".repeat(7));

    assertThat(cluster.block(0xabcdef)).hasToString("fd12:3456:78ab:cdef::/64");
    assertThat(cluster.block(4096)).hasToString("fd12:3456:7800:1000::/64");
    assertThat(ClusterIpv6.of("f".repeat(64)).block(0xffffff))
        .hasToString("fdff:ffff:ffff:ffff::/64");
    assertThat(new ClusterIpv6(0).block(0)).hasToString("fd00::/64");
  }

  @Test
  void anAddressIsTheBlockAndTheIpv4Address() {
    assertThat(ClusterIpv6.address("fd12:3456:7800:1000::/64", Ipv4Address.parse("172.16.0.2")))
        .hasToString("fd12:3456:7800:1000::ac10:2");
    assertThat(ClusterIpv6.address("fd00::/64", Ipv4Address.parse("255.255.255.255")))
        .hasToString("fd00::ffff:ffff");
  }

  @Test
  void refusesWhatIsNoVni() {
    for (var vni : new long[] {-1, 1 << 24, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> new ClusterIpv6(1).block(vni))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noTwoHaveTheSameAddress() {
    var taken = new HashMap<Ipv6Address, Place>();
    Seeds.check(
        CASES,
        gen -> {
          var place = place(gen);
          var block = new ClusterIpv6(place.cluster()).block(place.vni());
          var address = ClusterIpv6.address(block.toString(), place.address());
          assertThat(taken.getOrDefault(address, place)).isEqualTo(place);
          taken.put(address, place);
        });
    assertThat(taken).hasSizeGreaterThan(CASES / 4);
  }

  /// Small values and those that differ in one bit meet most easily.
  private static Place place(Gen gen) {
    return new Place(
        1 << gen.between(0, 31),
        1L << gen.between(0, 23) | gen.between(0, 1),
        new Ipv4Address(1L << gen.between(0, 31) | gen.between(0, 3)));
  }
}
