package io.ciao.apiserver.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.store.Listing;
import io.ciao.store.Selection;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListSnapshotsTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ListSnapshots snapshots = new ListSnapshots(clock.nanos());

  private static Selection selection(int i) {
    return Selection.of("instances", "n" + i);
  }

  @Test
  void keepsAMomentAsLongAsItsPagesAreRead() {
    Listing listing = new Listing(List.of(), 63);
    snapshots.keep(selection(1), listing);

    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMinutes(2));
      assertThat(snapshots.find(selection(1), 63)).contains(listing);
    }
    assertThat(snapshots.find(selection(1), 127)).isEmpty();
    assertThat(snapshots.find(selection(2), 63)).isEmpty();
    clock.advance(Duration.ofMinutes(3));
    assertThat(snapshots.find(selection(1), 63)).isEmpty();
    assertThat(snapshots.size()).isZero();
  }

  @Test
  void forgetsTheLongestUnusedWhenThereAreTooMany() {
    for (int i = 0; i < 64; i++) {
      snapshots.keep(selection(i), new Listing(List.of(), 63));
    }
    assertThat(snapshots.find(selection(0), 63)).isPresent();

    snapshots.keep(selection(64), new Listing(List.of(), 63));

    assertThat(snapshots.size()).isEqualTo(64);
    assertThat(snapshots.find(selection(0), 63)).isPresent();
    assertThat(snapshots.find(selection(1), 63)).isEmpty();
  }
}
