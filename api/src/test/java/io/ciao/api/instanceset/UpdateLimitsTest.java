package io.ciao.api.instanceset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateLimitsTest {
  @ParameterizedTest
  @CsvSource({
    "1,   0,   3,  1, 0",
    "25%, 25%, 1,  1, 0",
    "25%, 25%, 4,  1, 1",
    "25%, 25%, 10, 3, 2",
    "0,   0,   3,  0, 1",
    "0,   10%, 3,  0, 1",
    "0,   7,   3,  0, 3",
    "100%,0,   3,  3, 0",
    "25%, 25%, 0,  0, 0",
    "frob,1,   3,  0, 1",
  })
  void readsNumbersAndShares(String more, String less, int replicas, int surge, int unavailable) {
    var limits = new UpdateLimits(more, less);

    assertThat(limits.surge(replicas)).isEqualTo(surge);
    if (replicas > 0) {
      assertThat(limits.unavailable(replicas)).isEqualTo(unavailable);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "25%, true",
    "-1, false",
    "x, false",
    "1.5, false",
    "%, false",
    "999999, false"
  })
  void saysWhatCanBeRead(String text, boolean readable) {
    assertThat(UpdateLimits.readable(text)).isEqualTo(readable);
  }
}
