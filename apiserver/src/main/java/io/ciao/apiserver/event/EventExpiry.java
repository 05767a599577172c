package io.ciao.apiserver.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.store.StoredObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which events are to be removed: those whose last occurrence is an hour ago, and the oldest where
/// there are more than the apiserver keeps in memory. Pure.
public final class EventExpiry {
  private static final Duration KEPT = Duration.ofHours(1);

  /// About 10 MiB of the apiserver's memory.
  private static final int KEPT_MAX = 10_000;

  private EventExpiry() {}

  private record Seen(StoredObject event, Instant last) {}

  /// The events that have had their time.
  public static List<StoredObject> expired(List<StoredObject> events, Instant now) {
    return expired(events, now, KEPT_MAX);
  }

  static List<StoredObject> expired(List<StoredObject> events, Instant now, int keptMax) {
    List<Seen> seen = new ArrayList<>();
    for (StoredObject event : events) {
      seen.add(new Seen(event, lastSeen(event.tree())));
    }
    seen.sort(Comparator.comparing(Seen::last));
    Instant oldest = now.minus(KEPT);
    int surplus = seen.size() - keptMax;
    List<StoredObject> expired = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      if (i < surplus || seen.get(i).last().isBefore(oldest)) {
        expired.add(seen.get(i).event());
      }
    }
    return expired;
  }

  /// The latest time that an event names; its creation if it names none that can be read.
  static Instant lastSeen(JsonNode event) {
    Instant latest = time(event.path("metadata").path("creationTimestamp"));
    for (JsonNode candidate :
        List.of(
            event.path("lastTimestamp"),
            event.path("eventTime"),
            event.path("series").path("lastObservedTime"))) {
      Instant found = time(candidate);
      latest = found.isAfter(latest) ? found : latest;
    }
    return latest;
  }

  private static Instant time(JsonNode text) {
    try {
      return text.isTextual() ? Instant.parse(text.asText()) : Instant.EPOCH;
    } catch (DateTimeException malformed) {
      return Instant.EPOCH;
    }
  }
}
