package io.ciao.scheduler.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetReasons;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.OwnerReference;
import io.ciao.scheduler.instanceset.InstanceSetAction.Create;
import io.ciao.scheduler.instanceset.InstanceSetAction.Delete;
import io.ciao.testkit.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceSetDeciderTest {
  private final SetWorld world = new SetWorld();
  private final Gen gen = Gen.ofSeed(1);

  private void settle() {
    for (int pass = 0; pass < 200; pass++) {
      if (world.pass(Integer.MAX_VALUE) && world.idle()) {
        return;
      }
      world.othersWork(gen, true);
    }
    throw new AssertionError("not at rest: " + world.status.conditions());
  }

  /// What passes did until rest, a word each: `+web-1`, `-web-0`.
  private List<String> steps() {
    var steps = new ArrayList<String>();
    for (int pass = 0; pass < 200; pass++) {
      for (var action : InstanceSetDecider.decide(world.snapshot()).actions()) {
        switch (action) {
          case Create create -> steps.add("+" + create.name());
          case Delete delete -> steps.add("-" + delete.instance().metadata().requireName());
          case InstanceSetAction.Adopt adopt ->
              steps.add("adopt " + adopt.instance().metadata().requireName());
          case InstanceSetAction.Release release ->
              steps.add("release " + release.instance().metadata().requireName());
        }
      }
      if (world.pass(Integer.MAX_VALUE) && world.idle()) {
        return steps;
      }
      world.othersWork(gen, true);
    }
    throw new AssertionError("not at rest: " + steps);
  }

  private Condition condition(String type) {
    return Conditions.find(world.status.conditions(), type).orElseThrow();
  }

  @Test
  void nothingIsMadeBeforeWhatItIsMadeFromIsStored() {
    var first = InstanceSetDecider.decide(world.snapshot());
    world.pass(Integer.MAX_VALUE);
    var second = InstanceSetDecider.decide(world.snapshot());

    assertThat(first.actions()).isEmpty();
    assertThat(first.draft().revisions())
        .singleElement()
        .extracting(SetRevision::revision)
        .isEqualTo(1L);
    assertThat(second.actions())
        .extracting(a -> ((Create) a).name())
        .containsExactly("web-0", "web-1", "web-2");
  }

  @Test
  void scalesUpAndDownAtTheHighestOrdinals() {
    settle();
    world.replicas = 5;
    assertThat(steps()).containsExactly("+web-3", "+web-4");
    world.replicas = 2;
    assertThat(steps()).containsExactlyInAnyOrder("-web-4", "-web-3", "-web-2");
    world.replicas = 0;
    assertThat(steps()).containsExactlyInAnyOrder("-web-1", "-web-0");
    assertThat(condition(CommonReasons.READY).holds()).isTrue();
  }

  @Test
  void aChangeOfHowManyIsToldOnceWhateverElseHappens() {
    assertThat(told()).containsExactly("scaled from 0 to 3");
    world.scale(5);
    assertThat(told()).containsExactly("scaled from 3 to 5");
    world.instances.remove("web-1");
    assertThat(told()).isEmpty();
    world.scale(1);
    assertThat(told()).containsExactly("scaled from 5 to 1");
  }

  /// What people were told until rest.
  private List<String> told() {
    var told = new ArrayList<String>();
    for (int pass = 0; pass < 200; pass++) {
      InstanceSetDecider.decide(world.snapshot()).draft().scaled().ifPresent(told::add);
      if (world.pass(Integer.MAX_VALUE) && world.idle()) {
        return told;
      }
      world.othersWork(gen, true);
    }
    throw new AssertionError("not at rest: " + told);
  }

  @Test
  void ordinalThatBecameFreeIsUsedAgain() {
    settle();
    world.instances.remove("web-1");

    assertThat(steps()).containsExactly("+web-1");
  }

  @Test
  void updateAddsOneReplacesFromTheTopAndTakesTheAddedOneAwayAgain() {
    world.limits = SetWorld.limits("1", "0");
    settle();
    world.workloadGeneration++;

    assertThat(steps())
        .containsExactly(
            "+web-3", "-web-2", "+web-2", "-web-1", "+web-1", "-web-0", "+web-0", "-web-3");
    world.assertGoal();
    assertThat(world.status.revisions()).hasSize(2);
  }

  @Test
  void updateWithoutRoomForMoreTakesAwayFirst() {
    world.limits = SetWorld.limits("0", "1");
    settle();
    world.workloadName = "v";

    assertThat(steps()).containsExactly("-web-2", "+web-2", "-web-1", "+web-1", "-web-0", "+web-0");
    world.assertGoal();
  }

  @Test
  void updateToWhatDoesNotComeUpStopsWithEnoughServing() {
    world.limits = SetWorld.limits("1", "1");
    world.replicas = 4;
    settle();
    world.badTemplate = true;
    world.workloadGeneration++;

    for (int pass = 0; pass < 50; pass++) {
      world.pass(Integer.MAX_VALUE);
      world.othersWork(gen, true);
    }

    assertThat(world.serving()).isEqualTo(3);
    assertThat(condition(InstanceSetReasons.PROGRESSING).reason())
        .isEqualTo(InstanceSetReasons.UPDATING);
    assertThat(condition(InstanceSetReasons.PROGRESSING).message())
        .contains("waiting for web-", "Starting (it starts)");
    assertThat(condition(InstanceSetReasons.AVAILABLE).holds()).isTrue();
  }

  /// What is not ready for a moment comes back; an update does not take the chance to remove it
  /// all.
  @Test
  void updateRemovesFewAtATimeAlsoWhereNoneServes() {
    world.replicas = 4;
    settle();
    world.instances.values().forEach(e -> e.ready = false);
    world.workloadGeneration++;
    world.pass(Integer.MAX_VALUE);

    var deleted =
        InstanceSetDecider.decide(world.snapshot()).actions().stream()
            .filter(a -> a instanceof Delete);

    assertThat(deleted).hasSize(1);
  }

  @Test
  void undoAfterABadUpdateGoesThrough() {
    updateToWhatDoesNotComeUpStopsWithEnoughServing();
    world.badTemplate = false;
    world.workloadName = "v";

    settle();

    world.assertGoal();
  }

  @Test
  void pausedSetKeepsItsNumberAndReplacesNothing() {
    settle();
    var hash = world.status.revisions().getLast().hash();
    world.paused = true;
    world.workloadName = "v";
    world.replicas = 4;

    assertThat(steps()).containsExactly("+web-3");
    assertThat(world.instances.get("web-3").labels).containsEntry(InstanceSet.HASH_LABEL, hash);
    assertThat(condition(InstanceSetReasons.PROGRESSING).reason())
        .isEqualTo(InstanceSetReasons.PAUSED);
    world.paused = false;
    settle();
    world.assertGoal();
  }

  @Test
  void pausedSetSaysThatAChangeWaitsAndIsReadyAsItWas() {
    settle();
    world.paused = true;
    world.workloadGeneration++;
    settle();

    assertThat(condition(InstanceSetReasons.PROGRESSING).reason())
        .isEqualTo(InstanceSetReasons.PAUSED);
    assertThat(condition(CommonReasons.READY).holds()).isTrue();
    assertThat(world.created).isEqualTo(3);
  }

  @Test
  void pausedSetMakesInstancesOfTheWorkloadAsItWas() {
    settle();
    world.paused = true;
    world.workloadGeneration++;
    world.instances.remove("web-0");

    settle();

    assertThat(world.instances.get("web-0").workload).isNull();
    assertThat(world.instances.get("web-0").image).isEqualTo("image-1");
    world.paused = false;
    settle();
    assertThat(world.instances.get("web-0").workload).isEqualTo("w");
  }

  @Test
  void templateThatWasThereBeforeComesBackUnderANewNumber() {
    settle();
    world.workloadName = "v";
    settle();
    world.workloadName = "w";
    settle();

    assertThat(world.status.revisions()).extracting(SetRevision::revision).containsExactly(2L, 3L);
  }

  @Test
  void historyIsBounded() {
    for (int i = 0; i < 20; i++) {
      world.workloadGeneration++;
      settle();
    }

    assertThat(world.status.revisions()).hasSize(11);
    assertThat(world.status.revisions().getLast().revision()).isEqualTo(20);
  }

  @Test
  void fittingInstanceThatNobodyControlsIsAdopted() {
    world.add("web-0", Map.of(InstanceSet.SET_LABEL, "web"), false);
    world.replicas = 1;
    world.limits = SetWorld.limits("1", "0");

    assertThat(steps()).containsExactly("adopt web-0", "+web-1", "-web-0", "+web-0", "-web-1");
  }

  @Test
  void instanceOfAnotherNameOrOwnerIsLeftAlone() {
    world.add("web-x", Map.of(InstanceSet.SET_LABEL, "web"), false);
    world.add("web-1", Map.of(), false);

    assertThat(steps()).containsExactly("+web-0", "+web-2", "+web-3");
    assertThat(world.instances).containsKeys("web-x", "web-1");
  }

  @Test
  void instancesOfADeletedSetOfTheSameNameAreWaitedFor() {
    for (int i = 0; i < 3; i++) {
      var old = world.add("web-" + i, Map.of(InstanceSet.SET_LABEL, "web"), false);
      old.owners.add(
          new OwnerReference("ciao.io/v1", "InstanceSet", "web", "uid-before", true, true));
    }
    world.pass(Integer.MAX_VALUE);

    assertThat(InstanceSetDecider.decide(world.snapshot()).actions()).isEmpty();
    world.pass(Integer.MAX_VALUE);
    assertThat(condition(InstanceSetReasons.PROGRESSING).reason())
        .isEqualTo(InstanceSetReasons.WAITING_FOR_REMOVAL);
    world.instances.clear();
    assertThat(steps()).containsExactly("+web-0", "+web-1", "+web-2");
  }

  @Test
  void instanceThatFitsNoMoreIsLetGoAndReplaced() {
    settle();
    world.instances.get("web-1").labels.remove(InstanceSet.SET_LABEL);

    assertThat(steps()).containsExactly("release web-1", "+web-3");
    assertThat(world.instances.get("web-1").owned()).isFalse();
  }

  @Test
  void instancesThatShallNotRunCountAsAvailable() {
    world.running = false;

    settle();

    assertThat(world.status.availableReplicas()).isEqualTo(3);
    assertThat(condition(CommonReasons.READY).holds()).isTrue();
  }

  @Test
  void onePassDoesSoMuchAndNoMore() {
    world.replicas = 1_000;
    world.pass(Integer.MAX_VALUE);

    var decision = InstanceSetDecider.decide(world.snapshot());

    assertThat(decision.actions()).hasSize(InstanceSetDecider.ACTIONS_MAX);
    assertThat(decision.more()).isTrue();
  }

  @Test
  void namesThatAreNotTheSetsAreNoOrdinals() {
    assertThat(Ordinals.of("web", "web-12")).hasValue(12);
    for (var name : List.of("web", "web-", "web-01", "web-x", "web-1-2", "webb-1", "web-1x")) {
      assertThat(Ordinals.of("web", name)).as(name).isEmpty();
    }
    assertThat(Ordinals.of("web-1", "web-1-2")).hasValue(2);
  }
}
