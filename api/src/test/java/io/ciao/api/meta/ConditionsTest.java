package io.ciao.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private static Condition condition(String type, String status, String reason) {
    return Condition.of(type, status, reason, "because of " + reason);
  }

  private static List<Condition> ready(String status, String reason, long generation) {
    return Conditions.merge(
        List.of(), List.of(condition("Ready", status, reason).observing(generation)), BEFORE);
  }

  @Test
  void newConditionGetsTheTimeOfTheMerge() {
    var merged = Conditions.merge(List.of(), List.of(condition("Ready", "True", "A")), NOW);

    assertThat(merged).singleElement().extracting(Condition::lastTransitionTime).isEqualTo(NOW);
  }

  @Test
  void transitionTimeStaysWhileTheStatusStays() {
    var merged =
        Conditions.merge(
            ready("False", "A", 1), List.of(condition("Ready", "False", "B").observing(1)), NOW);

    assertThat(merged).singleElement().extracting(Condition::lastTransitionTime).isEqualTo(BEFORE);
    assertThat(merged).singleElement().extracting(Condition::reason).isEqualTo("B");
  }

  @Test
  void transitionTimeMovesWithTheStatus() {
    var merged =
        Conditions.merge(
            ready("False", "A", 1), List.of(condition("Ready", "True", "A").observing(1)), NOW);

    assertThat(merged).singleElement().extracting(Condition::lastTransitionTime).isEqualTo(NOW);
  }

  @Test
  void whatWasMadeFromAnOlderGenerationIsIgnored() {
    var current = ready("True", "A", 3);

    var merged =
        Conditions.merge(current, List.of(condition("Ready", "False", "B").observing(2)), NOW);

    assertThat(merged).isEqualTo(current);
  }

  @Test
  void whatNamesNoGenerationIsTaken() {
    var merged =
        Conditions.merge(ready("True", "A", 3), List.of(condition("Ready", "False", "B")), NOW);

    assertThat(merged).singleElement().extracting(Condition::reason).isEqualTo("B");
  }

  @Test
  void conditionsComeInOrderOfTypesAndOthersStay() {
    var current =
        Conditions.merge(
            List.of(),
            List.of(condition("Scheduled", "True", "A"), condition("Ready", "True", "A")),
            BEFORE);

    var merged = Conditions.merge(current, List.of(condition("NodeAvailable", "True", "B")), NOW);

    assertThat(merged)
        .extracting(Condition::type)
        .containsExactly("NodeAvailable", "Ready", "Scheduled");
    assertThat(merged.get(2).lastTransitionTime()).isEqualTo(BEFORE);
  }

  @Test
  void mergingWhatIsThereAlreadyChangesNothing() {
    var current = ready("True", "A", 3);

    assertThat(Conditions.merge(current, current, NOW)).isEqualTo(current);
  }

  @Test
  void unknownIsNotTrue() {
    assertThat(Conditions.holds(ready("Unknown", "A", 1), "Ready")).isFalse();
    assertThat(Conditions.holds(ready("True", "A", 1), "Ready")).isTrue();
    assertThat(Conditions.holds(List.of(), "Ready")).isFalse();
  }

  @Test
  void saysSameAsLooksAtWhatIsSaidOnly() {
    var one = condition("Ready", "True", "A");

    assertThat(one.saysSameAs(one.observing(7))).isTrue();
    assertThat(one.saysSameAs(condition("Ready", "True", "B"))).isFalse();
    assertThat(one.saysSameAs(condition("Running", "True", "A"))).isFalse();
  }
}
