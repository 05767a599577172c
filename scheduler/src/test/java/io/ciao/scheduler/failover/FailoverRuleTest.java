package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.Failover;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.failover.FailoverRule.Stay;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who is started on another node when its own is lost.
class FailoverRuleTest {
  private final TestInstance instance = new TestInstance("t", "web").bind("n1");

  private String reason() {
    return FailoverRule.staysBecause(instance.build(), "n1").map(Stay::reason).orElse("moves");
  }

  @Test
  void instanceMovesUnlessSomethingIsAgainstIt() {
    assertThat(reason()).isEqualTo("moves");
    instance.failover = Failover.RESTART;
    assertThat(reason()).isEqualTo("moves");
  }

  @Test
  void staysWhereItsPolicySaysSo() {
    instance.failover = Failover.STAY;
    assertThat(reason()).isEqualTo(InstanceReasons.FAILOVER_POLICY_STAY);
  }

  @Test
  void staysWhereItWantsThatNodeAlone() {
    instance.pinned = "n1";
    assertThat(reason()).isEqualTo(InstanceReasons.PINNED_TO_LOST_NODE);
    instance.pinned = "n2";
    assertThat(reason()).as("it waits for a node anyway").isEqualTo("moves");
  }

  /// Its disk is on the node; whoever starts it takes a fresh one.
  @Test
  void staysWhileItIsStopped() {
    instance.running = false;
    assertThat(reason()).isEqualTo(InstanceReasons.STOPPED);
  }

  /// An operator's order holds for the binding that it names: never for a later one.
  @Test
  void movesWhatAnOperatorGaveUpAtThisEpochAndNoOther() {
    instance.failover = Failover.STAY;
    instance.pinned = "n1";
    instance.running = false;
    var epoch = instance.build().status().binding().epoch();

    instance.annotations = Map.of(Instance.FAILOVER_EPOCH, Long.toString(epoch));
    assertThat(reason()).isEqualTo("moves");

    for (var other : List.of(Long.toString(epoch - 1), Long.toString(epoch + 1), "", "yes")) {
      instance.annotations = Map.of(Instance.FAILOVER_EPOCH, other);
      assertThat(reason()).as(other).isEqualTo(InstanceReasons.STOPPED);
    }
  }
}
