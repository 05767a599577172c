package io.ciao.api.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.exec.ExecFrame.Channel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExecFrameTest {
  @Test
  void framesComeBackInOrder() throws Exception {
    var out = new ByteArrayOutputStream();
    ExecFrame.of(Channel.OUT, new byte[] {1, 2, 3}, 2).writeTo(out);
    ExecFrame.of(Channel.ERR, new byte[0], 0).writeTo(out);
    ExecFrame.ofStatus(-3).writeTo(out);

    assertThat(Arrays.copyOf(out.toByteArray(), 7)).containsExactly(1, 0, 0, 0, 2, 1, 2);
    var in = new ByteArrayInputStream(out.toByteArray());
    var first = ExecFrame.read(in).orElseThrow();
    assertThat(first.channel()).isEqualTo(Channel.OUT);
    assertThat(first.bytes()).containsExactly(1, 2);
    assertThat(ExecFrame.read(in).orElseThrow().channel()).isEqualTo(Channel.ERR);
    assertThat(ExecFrame.read(in).orElseThrow().status()).isEqualTo(-3);
    assertThat(ExecFrame.read(in)).isEmpty();
  }

  @Test
  void whatIsCutOffOrNoFrameIsRefused() {
    assertThatThrownBy(() -> read(1, 0, 0, 0, 2, 1)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(1, 0, 0)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read('<', 'h', 't', 'm', 'l'))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not made of");
    assertThatThrownBy(() -> read(2, 0x7f, 0, 0, 0)).hasMessageContaining("not made of");
    assertThatThrownBy(() -> read(2, 0xff, 0, 0, 0)).hasMessageContaining("not made of");
  }

  private static void read(int... octets) throws IOException {
    var bytes = new byte[octets.length];
    for (var i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    ExecFrame.read(new ByteArrayInputStream(bytes));
  }
}
