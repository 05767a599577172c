package io.ciao.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.output.EventWriter;
import io.ciao.apiserver.output.ObjectWriter;
import io.ciao.apiserver.request.OutputForm;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.store.StoreEvent;
import io.ciao.store.Subscription;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a watch says by the clock; of events WatchIT tells.
final class WatchBodyTest {
  private static final KindDefinition INSTANCE = KindRegistry.load().require("Instance");
  private static final Duration EVER = Duration.ofDays(1);
  private static final Duration LASTS = Duration.ofSeconds(100);

  private final ManualClock clock = ManualClock.atStart();

  /// Versions that the store comes to without anything that concerns the watch, by second.
  private final NavigableMap<Long, Long> moves = new TreeMap<>();

  private final List<String> told = new ArrayList<>();

  @Test
  void silenceIsKeptShortAlsoWhereNothingChanges() throws Exception {
    watch(new WatchPlan(Duration.ofSeconds(60), Duration.ofSeconds(30), true, LASTS, () -> true));
    assertThat(told).containsExactly("30 s: 7", "60 s: 7", "90 s: 7");
  }

  @Test
  void whatConcernsOthersDoesNotPutItOff() throws Exception {
    moves.put(29L, 8L);
    watch(new WatchPlan(Duration.ofSeconds(60), Duration.ofSeconds(30), true, LASTS, () -> true));
    assertThat(told).containsExactly("30 s: 8", "60 s: 8", "90 s: 8");
  }

  @Test
  void whoDoesNotAskForItHearsHowFarTheWatchIsOnlyIfItMoves() throws Exception {
    watch(new WatchPlan(Duration.ofSeconds(60), EVER, true, LASTS, () -> true));
    assertThat(told).isEmpty();

    moves.put(110L, 9L);
    watch(new WatchPlan(Duration.ofSeconds(60), EVER, true, LASTS, () -> true));
    assertThat(told).containsExactly("170 s: 9");
  }

  @Test
  void whoTakesNoBookmarksHearsOfEventsAlone() throws Exception {
    moves.put(10L, 9L);
    watch(new WatchPlan(Duration.ofSeconds(60), Duration.ofSeconds(30), false, LASTS, () -> true));
    assertThat(told).isEmpty();
  }

  private void watch(WatchPlan plan) throws Exception {
    var body =
        new WatchBody(
            Moving::new,
            7,
            null,
            false,
            new WatchBody.Delivery(
                ObjectFilter.of(INSTANCE, null, ReadOptions.of(Query.parse(""), INSTANCE)),
                new EventWriter(new ObjectWriter(INSTANCE, new OutputForm.Plain(), clock)),
                plan,
                clock.nanos()));
    body.writeTo(
        line ->
            told.add(
                "%d s: %s"
                    .formatted(
                        second(),
                        Json.parse(line).at("/object/metadata/resourceVersion").asText())));
  }

  private long second() {
    return Duration.ofNanos(clock.nanos().getAsLong()).toSeconds();
  }

  /// Time goes by while it is asked.
  private final class Moving implements Subscription {
    @Override
    public @Nullable StoreEvent poll(Duration wait) {
      var next = moves.firstEntry();
      var until = next == null ? wait : Duration.ofSeconds(next.getKey() - second());
      if (next == null || until.compareTo(wait) > 0) {
        clock.advance(wait);
        return null;
      }
      clock.advance(until);
      moves.remove(next.getKey());
      return new StoreEvent.Progress(next.getValue());
    }

    @Override
    public List<StoreEvent> drain(int max) {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
