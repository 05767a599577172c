package io.ciao.cnci.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.network.ActiveConcentrator;
import io.ciao.cnci.replica.TakeoverDecider.Facts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// nn1 decides; all times are milliseconds before now.
class TakeoverDeciderTest {
  private static final long NOW = 100_000;
  private static final List<String> BOTH = List.of("nn1", "nn2");

  private List<String> nodes = BOTH;
  private @Nullable ActiveConcentrator active;
  private long seen = 60_000;
  private boolean contested;
  private boolean said = true;
  private boolean outside;
  private Map<String, Heard> heard = Map.of();
  private @Nullable Long confirmed;
  private long awake = 60_000;

  private static long ago(long millis) {
    return (NOW - millis) * 1_000_000;
  }

  private Stance decide() {
    return TakeoverDecider.decide(
        new Facts(
            ago(0),
            "nn1",
            "198.18.0.11",
            nodes,
            active,
            ago(seen),
            contested,
            said,
            outside,
            heard,
            confirmed,
            ago(awake)));
  }

  private static ActiveConcentrator at(String node, long epoch) {
    return new ActiveConcentrator(
        "uid-" + node, node, node.equals("nn1") ? "198.18.0.11" : "198.18.0.12", epoch);
  }

  private void heardActive(long millis, long epoch) {
    heard = Map.of("nn2", new Heard(ago(millis), epoch, false, ago(millis), epoch));
  }

  private void heardStandby(long millis, long epoch) {
    heard = Map.of("nn2", new Heard(ago(millis), epoch, true, 0, 0));
  }

  @Test
  void firstTakesWhatNobodyHas() {
    seen = 0;
    assertThat(decide()).isEqualTo(Stance.TAKE);
    nodes = List.of("nn1");
    assertThat(decide()).isEqualTo(Stance.TAKE);
  }

  @Test
  void secondTakesWhatNobodyHasWhenTheFirstIsSilent() {
    nodes = List.of("nn2", "nn1");
    seen = 900;
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    seen = 1_000;
    assertThat(decide()).isEqualTo(Stance.TAKE);
    heardStandby(200, 0);
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    heardStandby(1_000, 0);
    assertThat(decide()).isEqualTo(Stance.TAKE);
  }

  @Test
  void takesFromOneThatWasHeardAndIsSilent() {
    active = at("nn2", 7);
    heardActive(999, 7);
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    heardActive(1_000, 7);
    assertThat(decide()).isEqualTo(Stance.TAKE);
  }

  @Test
  void doesNotTakeFromOneThatItNeverHeard() {
    active = at("nn2", 7);
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    heardActive(70_000, 6);
    assertThat(decide()).as("it took the role where nobody heard it").isEqualTo(Stance.STAND_BY);
    heardStandby(50_000, 6);
    assertThat(decide()).as("heard since").isEqualTo(Stance.TAKE);
  }

  @Test
  void takesFromOneThatIsNamedNoMoreAndFromOneThatDoesNotServe() {
    active = at("nn2", 7);
    nodes = List.of("nn1", "nn3");
    assertThat(decide()).isEqualTo(Stance.TAKE);
    nodes = List.of("nn3", "nn1");
    heard = Map.of("nn3", new Heard(ago(100), 7, true, 0, 0));
    assertThat(decide()).as("the first takes it").isEqualTo(Stance.STAND_BY);

    nodes = BOTH;
    heardStandby(100, 7);
    seen = 900;
    assertThat(decide()).as("it may not know yet").isEqualTo(Stance.STAND_BY);
    seen = 1_000;
    assertThat(decide()).as("it has the role and stands by").isEqualTo(Stance.TAKE);
  }

  @Test
  void doesNotTakeAfterAPauseOfItsOwn() {
    active = at("nn2", 7);
    heardActive(5_000, 7);
    awake = 900;
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    awake = 1_000;
    assertThat(decide()).isEqualTo(Stance.TAKE);
  }

  @Test
  void neverTakesWithoutTheApi() {
    said = false;
    heardActive(50_000, 7);
    for (var holder : new ActiveConcentrator[] {null, at("nn2", 7)}) {
      active = holder;
      assertThat(decide()).isEqualTo(Stance.STAND_BY);
    }
  }

  @Test
  void keepsTheRoleOverARestartAndNotOverAReboot() {
    said = false;
    active = at("nn1", 7);
    seen = 100;
    outside = true;
    assertThat(decide()).isEqualTo(Stance.LEAD);
    outside = false;
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    nodes = List.of("nn1");
    assertThat(decide()).as("nobody else could have it").isEqualTo(Stance.LEAD);
    active = null;
    assertThat(decide()).as("remembered without roles").isEqualTo(Stance.LEAD);
  }

  @Test
  void givesUpWhatAnotherHasAtAHigherEpoch() {
    active = at("nn1", 7);
    outside = true;
    heardActive(50_000, 8);
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
    nodes = List.of("nn1");
    assertThat(decide()).isEqualTo(Stance.STAND_BY);
  }

  @Test
  void leavesTheOutsideWhenItHearsNobody() {
    active = at("nn1", 7);
    outside = true;
    assertThat(decide()).as("nothing yet, for long").isEqualTo(Stance.LEAD_INSIDE);
    heardStandby(1_199, 7);
    assertThat(decide()).as("without the API").isEqualTo(Stance.LEAD);
    heardStandby(1_200, 7);
    assertThat(decide()).isEqualTo(Stance.LEAD_INSIDE);
    confirmed = ago(1_000);
    assertThat(decide()).as("the API knows of no other").isEqualTo(Stance.LEAD);
    confirmed = ago(1_200);
    assertThat(decide()).isEqualTo(Stance.LEAD_INSIDE);
    nodes = List.of("nn1");
    assertThat(decide()).as("nobody could have taken it").isEqualTo(Stance.LEAD);
  }

  @Test
  void goesOutsideWhenTheOneBeforeMustHaveLeftIt() {
    active = at("nn1", 7);
    contested = true;
    seen = 1_400;
    assertThat(decide()).isEqualTo(Stance.LEAD_INSIDE);
    heardStandby(100, 7);
    assertThat(decide()).as("it says that it follows").isEqualTo(Stance.LEAD);
    heardStandby(100, 6);
    assertThat(decide()).isEqualTo(Stance.LEAD_INSIDE);
    confirmed = ago(100);
    seen = 1_600;
    assertThat(decide()).isEqualTo(Stance.LEAD);
    seen = 100;
    contested = false;
    assertThat(decide()).as("nobody had it").isEqualTo(Stance.LEAD);
  }

  @Test
  void anotherTunnelAddressIsToldByTakingTheRoleAnew() {
    active = new ActiveConcentrator("uid-nn1", "nn1", "198.18.0.99", 7);
    outside = true;
    assertThat(decide()).isEqualTo(Stance.TAKE);
    said = false;
    seen = 100;
    assertThat(decide()).isEqualTo(Stance.LEAD);
  }
}
