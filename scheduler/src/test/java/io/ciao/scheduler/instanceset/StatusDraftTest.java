package io.ciao.scheduler.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.scheduler.instanceset.InstanceSetDecision.Counts;
import io.ciao.scheduler.instanceset.InstanceSetDecision.Draft;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people read of a set of three instances, or of five, to which something happened.
class StatusDraftTest {
  private static final String STARTING = "web-%d: Starting (it starts)";

  private final SetWorld world = new SetWorld();

  private Draft draft() {
    return InstanceSetDecider.decide(world.snapshot()).draft();
  }

  private String progress() {
    var condition = Conditions.find(draft().conditions(), InstanceSetReasons.PROGRESSING);
    return condition.map(c -> c.reason() + ": " + c.message()).orElseThrow();
  }

  private SetWorld.Entry instance(int ordinal) {
    return world.instances.get("web-" + ordinal);
  }

  private void settle(int replicas) {
    world.replicas = replicas;
    world.settle();
  }

  private void notReady(int... ordinals) {
    for (var ordinal : ordinals) {
      instance(ordinal).ready = false;
    }
  }

  private void deleting(int... ordinals) {
    for (var ordinal : ordinals) {
      instance(ordinal).deleting = true;
    }
  }

  @Test
  void countsThoseThatServeApart() {
    settle(3);
    notReady(1);

    assertThat(draft().counts()).isEqualTo(new Counts(3, 3, 2, 2));
    assertThat(draft().selector()).isEqualTo("ciao.io/instance-set=web");
  }

  @Test
  void anEmptyPlaceIsScaling() {
    settle(3);
    world.instances.remove("web-1");

    assertThat(progress()).isEqualTo("Scaling: 2 instances are there, 3 are wanted");
  }

  @Test
  void instancesBeyondThePlacesAreScaling() {
    settle(3);
    world.scale(2);

    assertThat(progress()).isEqualTo("Scaling: 3 instances are there, 2 are wanted");
  }

  @Test
  void anEmptyPlaceIsScalingThoughAnotherIsStillTaken() {
    settle(3);
    world.instances.remove("web-2");
    deleting(1);

    assertThat(progress())
        .isEqualTo("Scaling: 1 instances are there, 3 are wanted; web-1 still being removed");
  }

  @Test
  void placesThatAreAllTakenByWhatGoesAreWaitedFor() {
    settle(3);
    deleting(1);

    assertThat(progress()).isEqualTo("WaitingForRemoval: web-1 still being removed");
  }

  @Test
  void aPausedSetThatIsScaledSaysSo() {
    settle(3);
    world.paused = true;
    world.scale(4);

    assertThat(progress()).isEqualTo("Scaling: 3 instances are there, 4 are wanted");
  }

  @Test
  void namesWhatIsWaitedForInItsOwnWords() {
    settle(3);
    notReady(1);

    assertThat(progress())
        .isEqualTo(
            "WaitingForInstances: 2 of 3 instances serve; waiting for " + STARTING.formatted(1));
  }

  @Test
  void namesThreeThatDoNotServeAndCountsTheOthers() {
    settle(5);
    notReady(0, 1, 2);
    var three = String.join("; ", named(0, 1, 2));
    assertThat(progress()).endsWith("waiting for " + three);

    notReady(3, 4);
    assertThat(progress()).endsWith("waiting for " + three + "; and 2 more");
  }

  private static List<String> named(Integer... ordinals) {
    return List.of(ordinals).stream().map(STARTING::formatted).toList();
  }

  @Test
  void namesThreeThatGoAndCountsTheOthers() {
    settle(5);
    deleting(0, 1, 2);
    assertThat(progress()).endsWith(": web-0, web-1, web-2 still being removed");

    deleting(3, 4);
    assertThat(progress()).endsWith(": web-0, web-1, web-2 and 2 more still being removed");
  }

  /// The reason has 11 characters beside the message.
  @ParameterizedTest
  @CsvSource({"289, x)", "290, x…"})
  void cutsWhatAnInstanceSaysAtLength(int length, String end) {
    settle(3);
    notReady(1);
    instance(1).says = "x".repeat(length);

    assertThat(progress()).endsWith("x".repeat(200) + end);
  }
}
