package io.ciao.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenTest {
  @Test
  void aSeedGivesTheSameValuesAgain() {
    assertThat(sample(Gen.ofSeed(7))).isEqualTo(sample(Gen.ofSeed(7)));
    assertThat(sample(Gen.ofSeed(7))).isNotEqualTo(sample(Gen.ofSeed(8)));
  }

  @Test
  void valuesAreWithinTheirBounds() {
    Seeds.check(
        300,
        gen -> {
          assertThat(gen.between(3, 5)).isBetween(3, 5);
          assertThat(gen.name(1, 10)).matches("[a-z0-9]([-a-z0-9]{0,8}[a-z0-9])?");
          assertThat(gen.listOf(2, 4, Gen::coin)).hasSizeBetween(2, 4);
          String text = gen.text(0, 20);
          assertThat(text.codePointCount(0, text.length())).isLessThanOrEqualTo(20);
          assertThat(text.codePoints())
              .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= 0xdfff);
          assertThat(gen.shuffled(List.of(1, 2, 3))).containsExactlyInAnyOrder(1, 2, 3);
        });
  }

  @Test
  void aFailureNamesItsSeed() {
    assertThatThrownBy(
            () ->
                Seeds.check(
                    50,
                    gen -> {
                      if (gen.between(0, 9) == 9) {
                        throw new IllegalStateException("nine");
                      }
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)seed \\d+ fails .*nine");
  }

  private static List<Object> sample(Gen gen) {
    List<Object> values = new ArrayList<>();
    values.add(gen.anyLong());
    values.add(gen.name(1, 20));
    values.add(gen.text(5, 30));
    values.add(gen.split().between(0, 1_000_000));
    values.add(gen.pick("a", "b", "c"));
    values.add(gen.oneIn(2));
    return values;
  }
}
