package io.ciao.scheduler.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceSetSpec;
import io.ciao.api.instanceset.InstanceSetStatus;
import io.ciao.api.instanceset.InstanceTemplate;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.api.instanceset.TemplateMetadata;
import io.ciao.api.workload.Workload;
import io.ciao.api.workload.WorkloadSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is remembered of revisions, and how much at most.
class TargetRevisionTest {
  private static final int MOST = TargetRevision.DATA_CHARACTERS_MAX;

  private final SetWorld world = new SetWorld();

  private static SetRevision revision(int number, int characters) {
    return new SetRevision(number, "hash-" + number, null, SetWorld.NOW, "r".repeat(characters));
  }

  /// The target of a set that remembers these already.
  private TargetRevision target(SetRevision... stored) {
    world.status =
        new InstanceSetStatus(null, null, null, null, null, null, null, Arrays.asList(stored));
    return TargetRevision.of(world.snapshot());
  }

  private int dataOfTheNext() {
    return target().present().data().length();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "[]", ""})
  void whatSomebodySpoiledIsMadeAnewUnderTheNextNumber(String data) {
    world.settle();
    var good = world.status.revisions().getLast();

    var target =
        target(
            new SetRevision(
                good.revision(), good.hash(), good.workloadRevision(), good.createdAt(), data));

    assertThat(target.isNew()).isTrue();
    assertThat(target.revisions())
        .containsExactly(
            new SetRevision(
                good.revision() + 1,
                good.hash(),
                good.workloadRevision(),
                SetWorld.NOW,
                good.data()));
  }

  @Test
  void theOldestGoWhereAllTogetherAreTooMuch() {
    var left = MOST - dataOfTheNext();

    assertThat(target(revision(1, 1_000), revision(2, left - 1_000)).revisions())
        .extracting(SetRevision::revision)
        .containsExactly(1L, 2L, 3L);
    assertThat(target(revision(1, 1_000), revision(2, left - 999)).revisions())
        .extracting(SetRevision::revision)
        .containsExactly(2L, 3L);
    assertThat(target(revision(1, MOST), revision(2, MOST)).revisions())
        .extracting(SetRevision::revision)
        .containsExactly(3L);
  }

  @Test
  void thePresentOneIsRememberedHoweverLargeItsTemplateIs() {
    var set = world.set();
    var spec = set.spec();
    var template =
        new InstanceTemplate(
            new TemplateMetadata(Map.of("app", "x".repeat(MOST)), null), spec.template().spec());
    var large =
        new InstanceSet(
            null,
            null,
            set.metadata(),
            new InstanceSetSpec(3L, false, spec.update(), null, null, template),
            null);

    var target = TargetRevision.of(new InstanceSetSnapshot(large, List.of(), null, SetWorld.NOW));

    assertThat(target.present().data()).hasSizeGreaterThan(MOST);
  }

  @Test
  void aWorkloadThatMakesItTooLargeIsNotRemembered() {
    var room = MOST - withImage("").present().data().length();

    var fits = withImage("i".repeat(room)).present();
    assertThat(fits.data()).hasSize(MOST);
    assertThat(fits.read().workload()).isNotNull();
    assertThat(withImage("i".repeat(room + 1)).present().read().workload()).isNull();
  }

  private TargetRevision withImage(String image) {
    var workload = SetWorld.workload("w", 1);
    var spec =
        new WorkloadSpec(null, "container", image, null, null, null, null, null, null, null, null);
    return TargetRevision.of(
        new InstanceSetSnapshot(
            world.set(),
            List.of(),
            new Workload(null, null, workload.metadata(), spec, null),
            SetWorld.NOW));
  }
}
