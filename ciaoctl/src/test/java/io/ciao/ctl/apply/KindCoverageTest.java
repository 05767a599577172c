package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import org.junit.jupiter.api.Test;

/// Where the command line names kinds by hand, it names those that there are. Whoever adds one
/// works through `docs/checklists/new-kind.md`.
final class KindCoverageTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  @Test
  void whatIsPrunedFirstExists() {
    assertThat(PrunePlan.FIRST).allSatisfy(kind -> assertThat(KINDS.byKind(kind)).isPresent());
  }

  /// Files hold what people want, so `export` and `apply --prune` leave out the same kinds.
  @Test
  void filesHoldEverythingButWhatControllersMake() {
    assertThat(
            KINDS.kinds().stream()
                .filter(kind -> kind.rules().generated())
                .map(KindDefinition::kind))
        .containsExactlyInAnyOrder("Event", "Lease", "Concentrator");
  }
}
