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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceSetDeciderTest {
  private final SetWorld world = new SetWorld();
  private final Gen gen = Gen.ofSeed(1);

  /// What passes did until rest, a word each: `+web-1`, `-web-0`.
  private List<String> steps() {
    var steps = new ArrayList<String>();
    for (int pass = 0; pass < 200; pass++) {
      steps.addAll(decided());
      if (world.pass(Integer.MAX_VALUE) && world.idle()) {
        return steps;
      }
      world.othersWork(gen, true);
    }
    throw new AssertionError("not at rest: " + steps);
  }

  /// What the next pass does.
  private List<String> decided() {
    return InstanceSetDecider.decide(world.snapshot()).actions().stream()
        .map(InstanceSetDeciderTest::word)
        .toList();
  }

  private static String word(InstanceSetAction action) {
    return switch (action) {
      case Create create -> "+" + create.name();
      case Delete delete -> "-" + delete.instance().metadata().requireName();
      case InstanceSetAction.Adopt adopt -> "adopt " + adopt.instance().metadata().requireName();
      case InstanceSetAction.Release release ->
          "release " + release.instance().metadata().requireName();
    };
  }

  /// The workload changes and the set has seen it; of these names are instances of the new one.
  private void update(String... current) {
    world.workloadGeneration++;
    world.pass(Integer.MAX_VALUE);
    for (var name : current) {
      world.instances.get(name).madeFrom = "uid-w/" + world.workloadGeneration;
    }
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
    world.settle();
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
    world.settle();
    world.instances.remove("web-1");

    assertThat(steps()).containsExactly("+web-1");
  }

  @Test
  void updateAddsOneReplacesFromTheTopAndTakesTheAddedOneAwayAgain() {
    world.limits = SetWorld.limits("1", "0");
    world.settle();
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
    world.settle();
    world.workloadName = "v";

    assertThat(steps()).containsExactly("-web-2", "+web-2", "-web-1", "+web-1", "-web-0", "+web-0");
    world.assertGoal();
  }

  @Test
  void updateToWhatDoesNotComeUpStopsWithEnoughServing() {
    world.limits = SetWorld.limits("1", "1");
    world.replicas = 4;
    world.settle();
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
    world.settle();
    world.instances.values().forEach(e -> e.ready = false);
    world.workloadGeneration++;
    world.pass(Integer.MAX_VALUE);

    var deleted =
        InstanceSetDecider.decide(world.snapshot()).actions().stream()
            .filter(a -> a instanceof Delete);

    assertThat(deleted).hasSize(1);
  }

  @Test
  void newInstancesThatDoNotServeYetHoldTheUpdateBack() {
    world.limits = SetWorld.limits("1", "1");
    world.replicas = 4;
    world.settle();
    update();
    world.instances.values().forEach(e -> e.ready = false);
    world.add("web-4", world.instances.get("web-0").labels, true);

    assertThat(decided()).containsExactly("-web-3");
  }

  @Test
  void whatDoesNotServeIsReplacedFirst() {
    world.limits = SetWorld.limits("0", "2");
    world.settle();
    update();
    world.instances.get("web-0").ready = false;

    assertThat(decided()).containsExactly("-web-0", "-web-2");
  }

  @Test
  void anUpdateKeepsAsManyBeyondThePlacesAsItMayAdd() {
    world.limits = SetWorld.limits("1", "1");
    world.replicas = 4;
    world.settle();
    world.scale(2);
    update("web-2", "web-3");

    assertThat(decided()).containsExactly("-web-3", "-web-1", "-web-0");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofThoseBeyondThePlacesTheLeastUsefulGoesFirst(boolean current) {
    world.limits = SetWorld.limits("1", "0");
    world.replicas = 4;
    world.settle();
    world.scale(2);
    update("web-3");
    if (current) {
      world.instances.get("web-2").madeFrom = world.instances.get("web-3").madeFrom;
      world.instances.get("web-2").ready = false;
    }

    assertThat(decided()).containsExactly("-web-2", "-web-1");
  }

  @Test
  void noMoreAreMadeThanThereIsRoomForBesideThoseThatGo() {
    world.limits = SetWorld.limits("0", "1");
    world.replicas = 5;
    world.settle();
    world.scale(3);
    List.of("web-0", "web-1", "web-2").forEach(world.instances::remove);
    world.instances.values().forEach(e -> e.deleting = true);

    assertThat(decided()).containsExactly("+web-0");
  }

  /// Its place comes back by itself and is no room for another.
  @Test
  void anUpdateAddsOneThoughAnInstanceInAPlaceIsGoing() {
    world.limits = SetWorld.limits("1", "0");
    world.settle();
    update();
    world.instances.get("web-2").deleting = true;

    assertThat(decided()).containsExactly("+web-3");
  }

  @Test
  void undoAfterABadUpdateGoesThrough() {
    updateToWhatDoesNotComeUpStopsWithEnoughServing();
    world.badTemplate = false;
    world.workloadName = "v";

    world.settle();

    world.assertGoal();
  }

  @Test
  void pausedSetKeepsItsNumberAndReplacesNothing() {
    world.settle();
    var hash = world.status.revisions().getLast().hash();
    world.paused = true;
    world.workloadName = "v";
    world.replicas = 4;

    assertThat(steps()).containsExactly("+web-3");
    assertThat(world.instances.get("web-3").labels).containsEntry(InstanceSet.HASH_LABEL, hash);
    assertThat(condition(InstanceSetReasons.PROGRESSING).reason())
        .isEqualTo(InstanceSetReasons.PAUSED);
    world.paused = false;
    world.settle();
    world.assertGoal();
  }

  @Test
  void pausedSetSaysThatAChangeWaitsAndIsReadyAsItWas() {
    world.settle();
    world.paused = true;
    world.workloadGeneration++;
    world.settle();

    assertThat(condition(InstanceSetReasons.PROGRESSING).reason())
        .isEqualTo(InstanceSetReasons.PAUSED);
    assertThat(condition(CommonReasons.READY).holds()).isTrue();
    assertThat(world.created).isEqualTo(3);
  }

  @Test
  void pausedSetMakesInstancesOfTheWorkloadAsItWas() {
    world.settle();
    world.paused = true;
    world.workloadGeneration++;
    world.instances.remove("web-0");

    world.settle();

    assertThat(world.instances.get("web-0").workload).isNull();
    assertThat(world.instances.get("web-0").image).isEqualTo("image-1");
    world.paused = false;
    world.settle();
    assertThat(world.instances.get("web-0").workload).isEqualTo("w");
  }

  @Test
  void templateThatWasThereBeforeComesBackUnderANewNumber() {
    world.settle();
    world.workloadName = "v";
    world.settle();
    world.workloadName = "w";
    world.settle();

    assertThat(world.status.revisions()).extracting(SetRevision::revision).containsExactly(2L, 3L);
  }

  @Test
  void historyIsBounded() {
    for (int i = 0; i < 20; i++) {
      world.workloadGeneration++;
      world.settle();
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

  @ParameterizedTest
  @CsvSource({"InstanceSet, other", "Deployment, web"})
  void instanceThatSomethingElseControlsIsNeitherTakenNorWaitedFor(String kind, String name) {
    world
        .add("web-1", Map.of(InstanceSet.SET_LABEL, "web"), false)
        .owners
        .add(new OwnerReference("ciao.io/v1", kind, name, "uid-else", true, true));

    assertThat(steps()).containsExactly("+web-0", "+web-2", "+web-3");
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
    world.settle();
    world.instances.get("web-1").labels.remove(InstanceSet.SET_LABEL);

    assertThat(steps()).containsExactly("release web-1", "+web-3");
    assertThat(world.instances.get("web-1").owned()).isFalse();
  }

  @Test
  void instancesThatShallNotRunCountAsAvailable() {
    world.running = false;

    world.settle();

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
    world.replicas = InstanceSetDecider.ACTIONS_MAX;
    assertThat(InstanceSetDecider.decide(world.snapshot()).more()).isFalse();
  }
}
