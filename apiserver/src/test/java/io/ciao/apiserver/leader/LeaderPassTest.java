package io.ciao.apiserver.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LeaderPassTest {
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
    assertThat(LeaderPass.lastSeen(ObjectReader.readOne(text))).isEqualTo(expected);
  }
}
