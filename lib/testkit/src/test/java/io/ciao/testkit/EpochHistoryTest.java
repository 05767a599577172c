package io.ciao.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.EpochHistory.Act;
import io.ciao.testkit.EpochHistory.Deed;
import io.ciao.testkit.EpochHistory.Verdict;
import io.ciao.testkit.EpochHistory.Version;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Histories as they should be, and each way in which one can be bad.
class EpochHistoryTest {
  private static final long MS = 1_000_000;

  private static Act starting(String node, long epoch, long atMillis) {
    return new Act(node, Deed.STARTING, "u", epoch, atMillis * MS, OptionalLong.empty());
  }

  private static Act started(String node, long epoch, long checkedMillis, long atMillis) {
    return new Act(
        node, Deed.STARTED, "u", epoch, atMillis * MS, OptionalLong.of(checkedMillis * MS));
  }

  private static Version version(long atMillis, long bound, long observed, String report) {
    return new Version("u", atMillis * MS, bound, observed, report, true);
  }

  private static Verdict of(Act... acts) {
    return EpochHistory.check(List.of(acts), List.of());
  }

  private static Verdict of(Version... versions) {
    return EpochHistory.check(List.of(), List.of(versions));
  }

  @Test
  void moveToAnotherNodeAndBackIsGood() {
    var verdict =
        of(
            starting("n1", 5, 10),
            started("n1", 5, 11, 12),
            starting("n1", 5, 30),
            started("n1", 5, 31, 32),
            starting("n1", 12, 300),
            started("n1", 12, 301, 302),
            starting("n2", 9, 200),
            started("n2", 9, 201, 202),
            new Act("n1", Deed.ENDED, "u", 5, 290 * MS, OptionalLong.empty()));

    assertThat(verdict).isEqualTo(new Verdict(List.of(), 4, 0, 0, 0));
  }

  @Test
  void epochThatFallsOnANodeIsAViolation() {
    var verdict = of(starting("n1", 9, 10), started("n1", 9, 11, 12), starting("n1", 5, 20));

    assertThat(verdict.violations())
        .containsExactly("n1: began to start u at epoch 5 after epoch 9 was there");
  }

  @Test
  void startBelowAnEpochThatAnotherNodeBeganIsAViolation() {
    var verdict =
        of(
            starting("n2", 9, 100),
            started("n2", 9, 101, 102),
            starting("n1", 5, 104),
            started("n1", 5, 105, 106));

    assertThat(verdict.violations())
        .containsExactly(
            "n1: started u at epoch 5, which it looked at 5 ms after epoch 9 was seen");
    assertThat(verdict.excepted()).isZero();
  }

  @Test
  void startBelowAnEpochThatWasBoundIsAViolation() {
    var verdict =
        EpochHistory.check(
            List.of(starting("n1", 5, 104), started("n1", 5, 105, 106)),
            List.of(version(100, 9, 0, "")));

    assertThat(verdict.violations()).hasSize(1);
  }

  @Test
  void startWithoutALookIsJudgedByItsBeginning() {
    var unchecked = new Act("n1", Deed.STARTED, "u", 5, 106 * MS, OptionalLong.empty());

    var late = of(starting("n2", 9, 100), starting("n1", 5, 104), unchecked);
    var early = of(starting("n1", 5, 99), unchecked, starting("n2", 9, 100));

    assertThat(late.violations()).hasSize(1);
    assertThat(early.violations()).isEmpty();
  }

  @Test
  void stopBetweenTheLookAndTheStartIsExceptedAndCounted() {
    var verdict =
        of(
            starting("n1", 5, 10),
            started("n1", 5, 11, 8_000),
            starting("n2", 9, 7_000),
            started("n2", 9, 7_001, 7_002));

    assertThat(verdict).isEqualTo(new Verdict(List.of(), 2, 1, 0, 0));
  }

  @Test
  void startWhoseEndNobodyWroteIsCounted() {
    var verdict = of(starting("n1", 5, 10), starting("n1", 5, 20), starting("n2", 9, 30));

    assertThat(verdict).isEqualTo(new Verdict(List.of(), 0, 0, 3, 0));
  }

  @Test
  void instancesAndNodesAreToldApart() {
    var other = new Act("n1", Deed.STARTING, "v", 5, 30 * MS, OptionalLong.empty());

    assertThat(of(starting("n1", 9, 10), other).violations()).isEmpty();
    assertThat(of(starting("n1", 9, 10), starting("n2", 5, 5)).violations()).isEmpty();
  }

  @Test
  void reportsOfTheBoundEpochAreGood() {
    var verdict =
        of(
            version(1, 5, 0, ""),
            version(2, 5, 5, "running"),
            version(3, 9, 5, "running"),
            version(4, 9, 9, "pending"),
            version(5, 9, 9, "running"));

    assertThat(verdict).isEqualTo(new Verdict(List.of(), 0, 0, 0, 3));
  }

  @Test
  void listMayShowABindingWithAReportFromBeforeIt() {
    var listed = new Version("u", 2 * MS, 9, 5, "exited", false);

    assertThat(of(version(1, 5, 5, "running"), listed).violations()).isEmpty();
    assertThat(of(version(1, 6, 6, "running"), listed).violations()).hasSize(1);
  }

  @Test
  void reportOfAnOldEpochThatChangesAStatusIsAViolation() {
    var stale = of(version(1, 5, 5, "running"), version(2, 9, 5, "exited"));
    var back = of(version(1, 9, 9, "running"), version(2, 0, 5, "exited"));

    assertThat(stale.violations())
        .singleElement()
        .asString()
        .startsWith("API: the status of u took a report of epoch 5 while it had epoch 9; it was");
    assertThat(back.violations())
        .singleElement()
        .asString()
        .startsWith("API: the status of u took a report of epoch 5 while it had epoch 9; it was");
  }
}
