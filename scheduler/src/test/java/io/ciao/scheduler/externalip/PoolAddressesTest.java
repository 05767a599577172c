package io.ciao.scheduler.externalip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Range;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolAddressesTest {
  private static PoolAddresses pool(String texts, String reserved) {
    return PoolAddresses.of(
        List.of(texts.split(" ")),
        reserved == null
            ? List.of()
            : Arrays.stream(reserved.split(" ")).map(Ipv4Range::parse).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/29, , 10.0.0.1-10.0.0.6",
    "10.0.0.0/31, , 10.0.0.0-10.0.0.1",
    "10.0.0.9/32, , 10.0.0.9",
    "10.0.0.0-10.0.0.7 10.0.1.1, , 10.0.0.0-10.0.0.7 10.0.1.1",
    "10.0.1.1 10.0.0.1, , 10.0.0.1 10.0.1.1",
    "10.0.0.0/29, 10.0.0.3, 10.0.0.1-10.0.0.2 10.0.0.4-10.0.0.6",
    "10.0.0.0/29, 9.0.0.0-10.0.0.4 10.0.0.6, 10.0.0.5",
    "10.0.0.0/29, 10.0.0.0-10.0.0.9, ''"
  })
  void leavesOutWhatNobodyCanHave(String texts, String reserved, String left) {
    assertThat(
            pool(texts, reserved).ranges().stream()
                .map(Ipv4Range::toString)
                .collect(Collectors.joining(" ")))
        .isEqualTo(left);
  }

  @Test
  void givesTheLowestThatIsFree() {
    var pool = pool("10.0.0.0/30 10.0.1.7", null);
    var one = Ipv4Address.parse("10.0.0.1");
    var two = Ipv4Address.parse("10.0.0.2");
    var last = Ipv4Address.parse("10.0.1.7");

    assertThat(pool.total()).isEqualTo(3);
    assertThat(pool.lowestFree(Set.of())).contains(one);
    assertThat(pool.lowestFree(Set.of(one))).contains(two);
    assertThat(pool.lowestFree(Set.of(one, two))).contains(last);
    assertThat(pool.lowestFree(Set.of(one, two, last))).isEmpty();
    assertThat(pool.free(Set.of(two, Ipv4Address.parse("10.0.0.3")))).isEqualTo(2);
  }
}
