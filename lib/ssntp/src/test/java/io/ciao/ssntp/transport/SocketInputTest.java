package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketInputTest {

  private static final int CHUNK = 64 * 1024;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final SocketInput input;
  private final List<ByteBuf> arrived = new ArrayList<>();
  private final byte[] into = new byte[2 * CHUNK];
  private long nanos;

  SocketInputTest() {
    channel.pipeline().addLast("behind", new ChannelInboundHandlerAdapter());
    input = new SocketInput(channel.pipeline().context("behind"), () -> nanos);
    input.attach();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void arrive(byte[] bytes) {
    var buffer = Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    arrived.add(buffer);
    channel.writeInbound(buffer);
  }

  private int read(int length) throws Exception {
    var count = input.read(into, 0, length);
    channel.runPendingTasks();
    return count;
  }

  @Test
  void keepsNothingOutsideTheHeapAndHandsNothingOn() {
    arrive(new byte[CHUNK]);

    assertThat(arrived).allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(channel.inboundMessages()).isEmpty();
  }

  @Test
  void givesWhatArrivedInOrderWhereverItIsCut() throws Exception {
    arrive(new byte[] {1, 2, 3});
    arrive(new byte[0]);
    arrive(new byte[] {4});
    arrive(new byte[] {5, 6});

    assertThat(read(2)).isEqualTo(2);
    assertThat(input.read(into, 2, 3)).isEqualTo(3);
    assertThat(input.read(into, 5, 10)).isEqualTo(1);
    assertThat(into).startsWith(1, 2, 3, 4, 5, 6, 0);
  }

  @Test
  void leavesTheRestInTheSocketWhileMuchIsUnread() throws Exception {
    for (var i = 0; i < 4; i++) {
      arrive(new byte[CHUNK]);
      assertThat(channel.config().isAutoRead()).isTrue();
    }
    arrive(new byte[1]);
    assertThat(channel.config().isAutoRead()).isFalse();

    read(2 * CHUNK);
    read(CHUNK);
    assertThat(channel.config().isAutoRead()).as("still a quarter and a byte").isFalse();
    read(2);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void whatItIsTooLateForIsThrownAwaySoThatThePeerCanGoOn() throws Exception {
    for (var i = 0; i < 5; i++) {
      arrive(new byte[CHUNK]);
    }
    input.abort();
    channel.runPendingTasks();
    assertThat(channel.config().isAutoRead()).isTrue();

    for (var i = 0; i < 5; i++) {
      arrive(new byte[CHUNK]);
    }
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(arrived).allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(read(1)).isEqualTo(-1);
  }

  @Test
  void endsBehindWhatArrivedAndSaysWhatWasWrong() throws Exception {
    arrive(new byte[] {1});
    input.fail(new IOException("reset"));
    input.fail(new IOException("later"));
    input.end();

    assertThat(read(1)).isEqualTo(1);
    assertThatThrownBy(() -> read(1)).isInstanceOf(IOException.class).hasMessageContaining("reset");
  }

  @Test
  void waitsUntilTheDeadlineOnly() {
    input.deadline(nanos);

    assertThatThrownBy(() -> read(1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void isSilentOnlyWhenNothingIsUnread() throws Exception {
    nanos = 5;
    arrive(new byte[] {1});
    nanos = 9;
    assertThat(input.silentNanos()).isZero();

    read(1);
    assertThat(input.silentNanos()).isEqualTo(4);
  }
}
