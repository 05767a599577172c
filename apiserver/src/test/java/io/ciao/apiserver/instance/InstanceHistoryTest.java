package io.ciao.apiserver.instance;

import static io.ciao.apiserver.instance.Instances.EPOCH;
import static io.ciao.apiserver.instance.Instances.observed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.tree.ObjectTree;
import org.junit.jupiter.api.Test;

final class InstanceHistoryTest {
  @Test
  void tellsThatItBeganToRunAndNotThatItRunsOn() {
    assertThat(told(Instances.bound(), observed("Running")))
        .isEqualTo("Started started on node n1");
    assertThat(told(observed("Starting"), observed("Running")))
        .isEqualTo("Started started on node n1");
    assertThat(told(observed("Running"), observed("Running"))).isEmpty();
  }

  @Test
  void aCopyOfAnotherBindingBeginsAnew() {
    ObjectNode moved = Instances.bound();
    Instances.observe(moved, "Running", EPOCH + 64);

    assertThat(told(observed("Running"), moved)).isEqualTo("Started started on node n1");
  }

  @Test
  void tellsWhyItStopped() {
    ObjectNode deleted = observed("Released");
    ObjectTree.metadata(deleted).put("deletionTimestamp", "2026-11-21T10:00:00Z");

    assertThat(told(observed("Running"), observed("Stopped")))
        .isEqualTo("Stopped stopped on node n1, as wished");
    assertThat(told(observed("Stopping"), deleted))
        .isEqualTo("Stopped stopped on node n1, because it is being deleted");
    assertThat(told(observed("Running"), Instances.released()))
        .isEqualTo("Stopped stopped on node n1, because the scheduler takes it from there");
  }

  @Test
  void whatNeverRanOrFailedStoppedNotAsWished() {
    assertThat(told(Instances.bound(), observed("Stopped"))).isEmpty();
    assertThat(told(observed("Running"), observed("Failed"))).isEmpty();
    assertThat(told(observed("Running"), observed("Exited"))).isEmpty();
    assertThat(told(observed("Stopped"), observed("Released"))).isEmpty();
  }

  private static String told(ObjectNode before, ObjectNode after) {
    return InstanceHistory.reported(before, after)
        .map(note -> note.reason() + " " + note.message())
        .orElse("");
  }
}
