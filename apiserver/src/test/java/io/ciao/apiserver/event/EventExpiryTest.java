package io.ciao.apiserver.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoredObject;
import io.ciao.store.StoredObjects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventExpiryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'metadata': {'creationTimestamp': '2026-11-21T10:00:00Z'}} | 2026-11-21T10:00:00Z
          {'metadata': {'creationTimestamp': '2026-11-21T10:00:00Z'}, 'lastTimestamp': '2026-11-21T11:00:00Z'} | 2026-11-21T11:00:00Z
          {'metadata': {'creationTimestamp': '2026-11-21T10:00:00Z'}, 'lastTimestamp': 'soon'} | 2026-11-21T10:00:00Z
          {'metadata': {'creationTimestamp': '2026-11-21T10:00:00Z'}, 'eventTime': '2026-11-21T10:30:00.5Z'} | 2026-11-21T10:30:00.5Z
          {'metadata': {}, 'lastTimestamp': null} | 1970-01-01T00:00:00Z
          """)
  void knowsWhenAnEventWasLastSeen(String event, Instant expected) {
    byte[] text = event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(EventExpiry.lastSeen(ObjectReader.readOne(text))).isEqualTo(expected);
  }

  private static StoredObject event(String name, Instant last) {
    return StoredObjects.of(
        ResourceKey.namespaced("events", "default", name),
        640,
        "metadata: {name: %s, namespace: default, uid: u-%s}\nlastTimestamp: '%s'\n"
            .formatted(name, name, last),
        Map.of());
  }

  @Test
  void removesWhatIsOldAndTheOldestOfTooMany() {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    StoredObject old = event("old", now.minusSeconds(3_601));
    StoredObject older = event("older", now.minusSeconds(3_000));
    StoredObject newer = event("newer", now.minusSeconds(10));

    assertThat(EventExpiry.expired(List.of(newer, old, older), now)).containsExactly(old);
    assertThat(EventExpiry.expired(List.of(newer, older), now, 1)).containsExactly(older);
  }
}
