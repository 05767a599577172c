package io.ciao.apiserver.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void letsABurstThroughAndThenItsRate() {
    TokenBucket bucket = new TokenBucket(10, 20, 0);

    assertThat(taken(bucket, 0)).isEqualTo(20);
    assertThat(taken(bucket, SECOND / 20)).isZero();
    assertThat(taken(bucket, SECOND)).isEqualTo(10);
    assertThat(taken(bucket, 100 * SECOND)).isEqualTo(20);
    assertThat(bucket.isFull(101 * SECOND)).isFalse();
    assertThat(bucket.isFull(103 * SECOND)).isTrue();
  }

  @Test
  void doesNotMindAClockThatStepsBack() {
    TokenBucket bucket = new TokenBucket(10, 1, SECOND);

    assertThat(bucket.take(SECOND)).isTrue();
    assertThat(bucket.take(0)).isFalse();
    assertThat(bucket.take(SECOND + SECOND / 5)).isTrue();
  }

  private static int taken(TokenBucket bucket, long now) {
    int count = 0;
    while (bucket.take(now)) {
      count++;
    }
    return count;
  }
}
