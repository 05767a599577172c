package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the history of events still holds, and where it can be taken up.
final class EventLogTest {
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final ResourceKey KEY = instanceKey("n", "web");
  private static final int EVENT_BYTES = event(20).object().json().length;

  private final ManualClock clock = ManualClock.atStart();

  private EventLog log(int events, long bytes) {
    EventLog log = new EventLog(new CacheLimits(events, bytes, AGE, 0), clock.nanos());
    log.restart(list(1));
    return log;
  }

  private static StoreEvent.Put event(long revision) {
    return event(revision, KEY);
  }

  private static StoreEvent.Put event(long revision, ResourceKey key) {
    long version = ResourceVersions.ofObject(0, revision, key);
    return new StoreEvent.Put(
        StoredObject.of(key, version, Samples.object(key), Samples.INDEXER), null);
  }

  private static long list(long revision) {
    return ResourceVersions.ofList(0, revision);
  }

  private static List<Long> revisions(EventLog log, long after) throws Expired {
    return log.after(after).stream()
        .map(event -> ResourceVersions.revision(event.version()))
        .toList();
  }

  @Test
  void whatCameAfterAVersionIsThereInOrder() throws Expired {
    EventLog log = log(9, 1 << 20);
    for (long revision : List.of(10, 11, 12, 13, 14)) {
      log.add(event(revision));
    }

    assertThat(revisions(log, list(1))).containsExactly(10L, 11L, 12L, 13L, 14L);
    assertThat(revisions(log, event(10).version())).containsExactly(11L, 12L, 13L, 14L);
    assertThat(revisions(log, event(12).version())).containsExactly(13L, 14L);
    assertThat(revisions(log, event(14).version())).isEmpty();
    assertThat(revisions(log, list(12))).containsExactly(13L, 14L);
    assertThat(revisions(log, list(99))).isEmpty();
    assertThatThrownBy(() -> log.after(list(1) - 1))
        .isInstanceOf(Expired.class)
        .hasMessageContaining("too old resource version");
  }

  @Test
  void asManyAsItsBoundAreKeptRoundAndRound() throws Expired {
    EventLog log = log(3, 1 << 20);
    for (long revision = 10; revision <= 13; revision++) {
      log.add(event(revision));
    }
    assertThat(revisions(log, event(10).version())).containsExactly(11L, 12L, 13L);
    assertThatThrownBy(() -> log.after(event(10).version() - 1)).isInstanceOf(Expired.class);

    for (long revision = 14; revision <= 20; revision++) {
      log.add(event(revision));
    }
    assertThat(revisions(log, event(17).version())).containsExactly(18L, 19L, 20L);
    assertThatThrownBy(() -> log.after(event(16).version())).isInstanceOf(Expired.class);
  }

  @Test
  void bytesAreKeptUpToTheirBoundAndOneEventAlways() throws Expired {
    EventLog log = log(9, 2L * EVENT_BYTES);
    log.add(event(20));
    log.add(event(21));
    assertThat(revisions(log, list(1))).containsExactly(20L, 21L);
    log.add(event(22));
    assertThat(revisions(log, event(20).version())).containsExactly(21L, 22L);
    log.add(new StoreEvent.Deleted(event(23).object()));
    assertThat(revisions(log, event(21).version())).as("deletions count").hasSize(2);
    assertThatThrownBy(() -> log.after(event(20).version())).isInstanceOf(Expired.class);

    EventLog tiny = log(9, 1);
    tiny.add(event(10));
    tiny.add(event(11));
    assertThat(revisions(tiny, event(10).version())).containsExactly(11L);
  }

  @Test
  void eventsAreKeptUpToTheirAgeAndTheLastAlways() throws Expired {
    EventLog log = log(9, 1 << 20);
    log.add(event(10));
    clock.advance(AGE);
    log.add(event(11));
    assertThat(revisions(log, list(1))).as("just as old").containsExactly(10L, 11L);
    clock.advance(Duration.ofNanos(1));
    log.add(event(12));
    assertThatThrownBy(() -> log.after(list(1))).isInstanceOf(Expired.class);
    assertThat(revisions(log, event(10).version())).containsExactly(11L, 12L);
    clock.advance(Duration.ofDays(1));
    log.add(event(13));
    assertThat(revisions(log, event(12).version())).containsExactly(13L);
  }

  @Test
  void aVersionThatTwoEventsHaveSaysNotWhereToBegin() throws Expired {
    ResourceKey twin = twin();
    for (List<StoreEvent.Put> events :
        List.of(
            List.of(event(10), event(10, twin)),
            List.of(event(9), event(10), event(10, twin), event(11)))) {
      EventLog log = log(9, 1 << 20);
      events.forEach(log::add);
      assertThatThrownBy(() -> log.after(event(10).version()))
          .isInstanceOf(Expired.class)
          .hasMessageContaining("names two objects written together");
      assertThat(log.after(list(1))).hasSize(events.size());
      assertThat(log.after(event(10).version() - 1)).isNotEmpty();
    }
    // The first of the two is what the log has just let go of.
    EventLog log = log(1, 1 << 20);
    log.add(event(10));
    log.add(event(10, twin));
    assertThatThrownBy(() -> log.after(event(10).version())).isInstanceOf(Expired.class);
  }

  private static ResourceKey twin() {
    for (int i = 0; ; i++) {
      ResourceKey next = instanceKey("n", "i" + i);
      if (Transaction.placesCollide(KEY, next)) {
        return next;
      }
    }
  }

  @Test
  void aNewListForgetsEverything() throws Expired {
    EventLog log = log(3, 2L * EVENT_BYTES);
    for (long revision = 20; revision <= 24; revision++) {
      log.add(event(revision));
    }

    log.restart(list(30));

    assertThat(log.after(list(30))).isEmpty();
    assertThatThrownBy(() -> log.after(list(24))).isInstanceOf(Expired.class);
    log.add(event(31));
    log.add(event(32));
    assertThat(revisions(log, list(30))).as("room for as much as before").hasSize(2);
  }
}
