package io.ciao.ssntp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.frame.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceivedTest {

  private static final int MANY = 1_000;

  private final Received received = new Received();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 512})
  void countsFramesInOrder(int size) {
    var payloads = Numbered.ofSize(size);
    received.expect(payloads);
    for (int i = 0; i < MANY; i++) {
      assertThat(payloads.of(i).length()).isEqualTo(size);
      received.take(payloads.of(i));
    }
    assertThat(received.frames()).isEqualTo(MANY);
    assertThat(received.wrong()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 512})
  void seesThatOneIsMissing(int size) {
    var payloads = Numbered.ofSize(size);
    received.expect(payloads);
    received.take(payloads.of(0));
    received.take(payloads.of(2));
    assertThat(received.wrong()).isEqualTo(1);
  }

  @Test
  void seesThatTwoAreExchangedOrOneIsOfAnotherSize() {
    var payloads = Numbered.ofSize(8);
    received.expect(payloads);
    received.take(payloads.of(1));
    received.take(payloads.of(0));
    received.take(Bytes.EMPTY);
    assertThat(received.wrong()).isEqualTo(3);
  }

  @Test
  void beginsAgain() {
    received.expect(Numbered.ofSize(8));
    received.take(Numbered.ofSize(8).of(0));
    received.expect(Numbered.ofSize(2));
    received.take(Numbered.ofSize(2).of(0));
    assertThat(received.frames()).isEqualTo(1);
    assertThat(received.wrong()).isZero();
  }
}
