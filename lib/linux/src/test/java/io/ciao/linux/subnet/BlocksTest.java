package io.ciao.linux.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BlocksTest {
  private static boolean contains(String block, String address) {
    return Blocks.contains(Rules.prefix(block), IpAddress.parse(address));
  }

  @Test
  void bothEndsOfABlockAreInIt() {
    assertThat(contains("10.1.128.0/17", "10.1.128.0")).isTrue();
    assertThat(contains("10.1.128.0/17", "10.1.255.255")).isTrue();
    assertThat(contains("10.1.128.0/17", "10.1.127.255")).isFalse();
    assertThat(contains("10.1.128.0/17", "10.2.128.0")).isFalse();
    assertThat(contains("fd00:a::8/125", "fd00:a::f")).isTrue();
    assertThat(contains("fd00:a::8/125", "fd00:a::10")).isFalse();
    assertThat(contains("10.1.2.3/16", "10.1.9.9")).as("named by another address").isTrue();
  }

  @Test
  void aSingleAddressIsABlockAndSoAreAll() {
    assertThat(contains("10.1.2.3/32", "10.1.2.3")).isTrue();
    assertThat(contains("10.1.2.3/32", "10.1.2.2")).isFalse();
    assertThat(contains("fd00:a::1/128", "fd00:a::1")).isTrue();
    assertThat(contains("fd00:a::1/128", "fd00:a::")).isFalse();
    assertThat(contains("0.0.0.0/0", "255.255.255.255")).isTrue();
    assertThat(contains("::/0", "fd00:a::1")).isTrue();
  }

  @Test
  void theVersionsHaveNoAddressInCommon() {
    assertThat(contains("0.0.0.0/0", "::1")).isFalse();
    assertThat(contains("::/0", "10.0.0.1")).isFalse();
  }

  @Test
  void onlyBlocksThatAreInNoOtherAreKept() {
    assertThat(reduced("10.0.0.0/9", "10.128.0.0/9")).containsExactly("10.0.0.0/9", "10.128.0.0/9");
    assertThat(reduced("10.0.0.0/8", "10.128.0.0/9", "10.1.1.1/8")).containsExactly("10.0.0.0/8");
    assertThat(reduced("fd00:a:ffff::/33", "fd00:a::/32")).containsExactly("fd00:a::/32");
    assertThat(reduced("fd00:a:ffff::/33")).containsExactly("fd00:a:8000::/33");
    assertThat(reduced("::/0", "0.0.0.0/0")).containsExactly("0.0.0.0/0", "::/0");
    assertThat(reduced()).isEmpty();
  }

  private static List<String> reduced(String... blocks) {
    return Blocks.reduced(Stream.of(blocks).map(Rules::prefix).toList()).stream()
        .map(IpPrefix::toString)
        .toList();
  }
}
