package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.testkit.Seeds;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResourceVersionsTest {
  @Test
  void partsComeBackAndOrderIsRestoresThenRevisionThenPlace() {
    Seeds.check(
        2_000,
        gen -> {
          long restores = gen.between(0, (1 << 19) - 1);
          long revision = Math.abs(gen.anyLong() % (1L << 38));
          int place = gen.between(0, 63);

          long version = ResourceVersions.encode(restores, revision, place);

          assertThat(version).isNotNegative();
          assertThat(ResourceVersions.restores(version)).isEqualTo(restores);
          assertThat(ResourceVersions.revision(version)).isEqualTo(revision);
          assertThat(ResourceVersions.placeOf(version)).isEqualTo(place);
          if (revision > 0) {
            assertThat(version).isGreaterThan(ResourceVersions.encode(restores, revision - 1, 63));
          }
          if (restores > 0) {
            assertThat(version)
                .isGreaterThan(ResourceVersions.encode(restores - 1, (1L << 38) - 1, 63));
          }
        });
  }

  /// Stored objects' versions depend on these: a change here breaks every client's resume.
  @Test
  void placesAreFixedForEver() {
    assertThat(ResourceVersions.place("/ciao/instances/default/web")).isEqualTo(16);
    assertThat(ResourceVersions.place("/ciao/nodes/cn1")).isEqualTo(21);
    assertThat(ResourceVersions.place("/ciao/namespaces/default")).isEqualTo(37);
    assertThat(ResourceVersions.place("/ciao/tenants/default")).isEqualTo(62);
  }

  @Test
  void onlyTenantsHaveTheirPlaceAndNothingHasTheListsPlace() {
    Seeds.check(
        500,
        gen -> {
          String name = gen.name(1, 20);
          assertThat(ResourceVersions.place("/ciao/tenants/" + name)).isEqualTo(62);
          assertThat(ResourceVersions.place("/ciao/namespaces/" + name)).isBetween(0, 61);
        });
  }

  @Test
  void partsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> ResourceVersions.encode(-1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResourceVersions.encode(1 << 19, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResourceVersions.encode(0, 1L << 38, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResourceVersions.encode(0, 0, 64))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyPartReachesTheEndOfItsRange() {
    assertThat(ResourceVersions.encode((1 << 19) - 1, (1L << 38) - 1, 63))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(ResourceVersions.encode(0, 0, 0)).isZero();
    assertThatThrownBy(() -> ResourceVersions.encode(0, -1, 0))
        .hasMessage("revision out of range: -1");
    assertThatThrownBy(() -> ResourceVersions.encode(0, 0, -1))
        .hasMessage("place out of range: -1");
    assertThat(ResourceVersions.ofList(2, 5)).isEqualTo(ResourceVersions.encode(2, 5, 63));
  }

  @Test
  void onlyPlainDecimalsAreVersions() {
    assertThat(ResourceVersions.parse("0")).hasValue(0);
    assertThat(ResourceVersions.parse("19")).hasValue(19);
    assertThat(ResourceVersions.parse("00000000000000000001")).as("20 digits").isEmpty();
    assertThat(ResourceVersions.parse("4711")).isEqualTo(OptionalLong.of(4711));
    assertThat(ResourceVersions.parse("9223372036854775807"))
        .isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    for (String bad :
        new String[] {"", "-1", "+1", "1 ", "0x1", "1/", "1:", "9223372036854775808", "١"}) {
      assertThat(ResourceVersions.parse(bad)).as(bad).isEmpty();
    }
  }
}
