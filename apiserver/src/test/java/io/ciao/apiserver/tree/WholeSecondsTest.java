package io.ciao.apiserver.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Times are read as the general parser reads them.
final class WholeSecondsTest {
  @Test
  void everyTimeReadsAsInTheGeneralParser() {
    SplittableRandom random = new SplittableRandom(1);
    long end = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 10_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, end));
      assertThat(WholeSeconds.parse(time.toString())).isEqualTo(time);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T10:00:00.5Z",
        "2026-11-21T10:00:00+01:00",
        "2026-11-21T24:00:00Z",
        "2024-02-29T00:00:00Z"
      })
  void otherFormsGoThroughTheGeneralParser(String text) {
    assertThat(WholeSeconds.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-21T25:00:00Z"
      })
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> WholeSeconds.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
