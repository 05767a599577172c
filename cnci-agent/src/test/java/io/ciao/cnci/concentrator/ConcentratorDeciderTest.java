package io.ciao.cnci.concentrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.cnci.concentrator.ConcentratorSnapshot.Known;
import io.ciao.cnci.replica.Stance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConcentratorDeciderTest {
  private static ConcentratorDecision decide(Known known, @Nullable Concentrator remembered) {
    return decide(known, remembered, Stance.LEAD);
  }

  private static ConcentratorDecision decide(
      Known known, @Nullable Concentrator remembered, Stance stance) {
    return ConcentratorDecider.decide(
        new ConcentratorSnapshot(
            Fixture.KEY, known, remembered, Fixture.host(), List.of(), stance));
  }

  private static List<Class<?>> kinds(ConcentratorDecision decision) {
    return decision.actions().stream().<Class<?>>map(Object::getClass).toList();
  }

  @Test
  void remembersBeforeItServes() {
    var decision = decide(new Known.Present(Fixture.concentrator()), null);
    assertThat(kinds(decision))
        .containsExactly(ConcentratorAction.Remember.class, ConcentratorAction.Serve.class);
    assertThat(decision.report()).isNotNull();
  }

  @Test
  void writesNothingToDiskWhenTheWishIsTheRememberedOne() {
    var decision = decide(new Known.Present(Fixture.concentrator()), Fixture.concentrator());
    assertThat(kinds(decision)).containsExactly(ConcentratorAction.Serve.class);
  }

  /// What is not on disk is not served after a restart without the API; another object of that name
  /// is another one whatever its spec.
  @Test
  void remembersAWishThatHasChanged() {
    var narrower = Fixture.tree();
    Fixture.spec(narrower).put("mtu", 1400);
    var madeAnew = Fixture.tree();
    Fixture.metadata(madeAnew).put("uid", "c-2");
    for (var tree : List.of(narrower, madeAnew)) {
      var wish = Fixture.concentrator(tree);

      var decision = decide(new Known.Present(wish), Fixture.concentrator());

      assertThat(kinds(decision))
          .containsExactly(ConcentratorAction.Remember.class, ConcentratorAction.Serve.class);
      assertThat(decision.actions().getFirst())
          .isEqualTo(new ConcentratorAction.Remember(Fixture.KEY, wish));
    }
  }

  @Test
  void keepsServingWhatItRemembersWhileNothingIsKnown() {
    var decision = decide(new Known.Unknown("down"), Fixture.concentrator());
    assertThat(kinds(decision)).containsExactly(ConcentratorAction.Serve.class);
    assertThat(decision.report()).isNull();
  }

  @Test
  void neverTakesDownFromUnknown() {
    assertThat(decide(new Known.Unknown("down"), null).actions()).isEmpty();
  }

  @Test
  void takesDownWhatIsNotHereAnyMore() {
    var decision = decide(new Known.NotHere(), Fixture.concentrator());
    assertThat(decision.actions())
        .containsExactly(
            new ConcentratorAction.TakeDown(4097), new ConcentratorAction.Forget(Fixture.KEY));
  }

  @Test
  void releasesADeletedOneLast() {
    var deleting = Fixture.concentrator(Fixture.deleting());
    var decision = decide(new Known.Present(deleting), Fixture.concentrator());
    assertThat(kinds(decision))
        .containsExactly(
            ConcentratorAction.TakeDown.class,
            ConcentratorAction.Forget.class,
            ConcentratorAction.ReleaseFinalizer.class);
  }

  @Test
  void releasesADeletedOneThatItNeverServed() {
    var decision = decide(new Known.Present(Fixture.concentrator(Fixture.deleting())), null);
    assertThat(kinds(decision))
        .containsExactly(
            ConcentratorAction.TakeDown.class, ConcentratorAction.ReleaseFinalizer.class);
  }

  @Test
  void holdsNothingWhereItIsNotNamed() {
    var tree = Fixture.tree();
    Fixture.spec(tree).putArray("nodeNames").add("nn2").add("nn3");
    var decision = decide(new Known.Present(Fixture.concentrator(tree)), Fixture.concentrator());
    assertThat(kinds(decision))
        .containsExactly(ConcentratorAction.TakeDown.class, ConcentratorAction.Forget.class);
    assertThat(decision.report()).isNull();
  }

  @Test
  void goesAsFarAsItsStanceAndOnlyTheRoleIsTold() {
    for (var stance : Stance.values()) {
      var decision =
          decide(new Known.Present(Fixture.concentrator()), Fixture.concentrator(), stance);
      assertThat(decision.actions())
          .singleElement()
          .isInstanceOfSatisfying(
              ConcentratorAction.Serve.class,
              serve -> assertThat(serve.plan().reach()).isEqualTo(stance.reach()));
      assertThat(decision.take() != null).as("asked for").isEqualTo(stance == Stance.TAKE);
      assertThat(decision.report() == null).isEqualTo(stance == Stance.STAND_BY);
    }
  }

  /// The role is on disk before anything is done with it.
  @Test
  void remembersWhoHasTheRole() {
    var tree = Fixture.tree();
    Fixture.active(tree, "nn1", "198.18.0.20", 600);
    var decision = decide(new Known.Present(Fixture.concentrator(tree)), Fixture.concentrator());
    assertThat(kinds(decision))
        .containsExactly(ConcentratorAction.Remember.class, ConcentratorAction.Serve.class);
  }

  @Test
  void whatCannotBeReadIsNotAskedFor() {
    var tree = Fixture.tree();
    Fixture.spec(tree).put("outsideAddress", "198.18.0.1000/24");
    var decision = decide(new Known.Present(Fixture.concentrator(tree)), null, Stance.TAKE);
    assertThat(decision.take()).isNull();
  }

  /// Of two nodes the one that has the role lets go of it, and the other leaves it alone.
  @Test
  void oneOfTwoReleasesADeletedOne() {
    for (var holder : List.of("nn1", "nn2")) {
      var tree = Fixture.deleting();
      Fixture.spec(tree).putArray("nodeNames").add("nn2").add("nn1");
      Fixture.active(tree, holder, "198.18.0.20", 600);
      var decision = decide(new Known.Present(Fixture.concentrator(tree)), Fixture.concentrator());
      assertThat(kinds(decision).contains(ConcentratorAction.ReleaseFinalizer.class))
          .isEqualTo(holder.equals("nn1"));
      assertThat(kinds(decision)).startsWith(ConcentratorAction.TakeDown.class);
    }
  }

  @Test
  void anotherVniTakesTheOldOneDownFirst() {
    var tree = Fixture.tree();
    Fixture.spec(tree).put("vni", 5000);
    var decision = decide(new Known.Present(Fixture.concentrator(tree)), Fixture.concentrator());
    assertThat(decision.actions().getFirst()).isEqualTo(new ConcentratorAction.TakeDown(4097));
    assertThat(kinds(decision)).endsWith(ConcentratorAction.Serve.class);
  }

  @Test
  void keepsWhatIsInForceWhileTheNewWishCannotBeRead() {
    var tree = Fixture.tree();
    Fixture.spec(tree).put("outsideAddress", "198.18.0.1000/24");
    var decision = decide(new Known.Present(Fixture.concentrator(tree)), Fixture.concentrator());
    assertThat(kinds(decision)).containsExactly(ConcentratorAction.Serve.class);
    var report = decision.report();
    assertThat(report).isNotNull();
    assertThat(report.refusal()).isNotNull();
    assertThat(report.refusal().reason()).isEqualTo(ConcentratorReasons.SPEC_UNSUPPORTED);
    assertThat(report.refusal().message()).contains("198.18.0.1000");
  }

  @Test
  void sendsNothingToAFencedNode() {
    var tree = Fixture.tree();
    Fixture.spec(tree).putArray("fenced").add("198.18.0.31");
    var result = ConcentratorPlans.of(Fixture.host(), Fixture.concentrator(tree), List.of());
    assertThat(result)
        .isInstanceOfSatisfying(
            ConcentratorPlans.Result.Planned.class,
            planned -> assertThat(planned.plan().members().getFirst().vtep()).isNull());
  }
}
