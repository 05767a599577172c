package io.ciao.scheduler.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.meta.ObjectKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdinalsTest {
  @ParameterizedTest
  @CsvSource({"web, 0", "web, 9", "web, 10", "web, 999999", "web-1, 2", "w, 1"})
  void nameOfAnInstanceHoldsItsSetAndItsNumber(String set, int ordinal) {
    var name = Ordinals.name(set, ordinal);

    assertThat(Ordinals.of(set, name)).hasValue(ordinal);
    assertThat(Ordinals.setOf(new ObjectKey("t1", name))).contains(new ObjectKey("t1", set));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web", "web-", "web-01", "web-00", "web-x", "web-1x", "web-1000000", "-1", "12"})
  void anyOtherNameIsOfNoSet(String name) {
    assertThat(Ordinals.of("web", name)).isEmpty();
    assertThat(Ordinals.setOf(new ObjectKey("t1", name))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-1-2", "webb-1", "we-1"})
  void nameOfAnotherSetsInstanceIsNoOrdinal(String name) {
    assertThat(Ordinals.of("web", name)).isEmpty();
  }
}
