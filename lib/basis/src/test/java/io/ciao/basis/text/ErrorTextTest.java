package io.ciao.basis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  @Test
  void messagesStandInOrderAndNoneTwice() {
    var cause = new IOException("the disk is full");

    assertThat(ErrorText.of(new UncheckedIOException("write a", cause)))
        .isEqualTo("write a: the disk is full");
    assertThat(ErrorText.of(new UncheckedIOException(cause)))
        .isEqualTo("java.io.IOException: the disk is full");
  }

  @Test
  void whatHasNoMessageNamesItsType() {
    assertThat(ErrorText.of(new IllegalStateException("", new IOException())))
        .isEqualTo("IllegalStateException: IOException");
  }
}
