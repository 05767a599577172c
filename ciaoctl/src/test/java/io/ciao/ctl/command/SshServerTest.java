package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshServerTest {
  @ParameterizedTest
  @CsvSource({"SSH-2.0-OpenSSH_9.2, true", "HTTP/1.1 400, false", "'', false"})
  void knowsAnSshServerByWhatItSends(String banner, boolean answers) throws IOException {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      greet(listening, banner, new CountDownLatch(0));

      assertThat(at(listening.getLocalPort()).answers()).isEqualTo(answers);
    }
  }

  @Test
  void waitsUntilItAnswers() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var greets = new CountDownLatch(3);
      greet(listening, "SSH-2.0-x", greets);

      assertThat(at(listening.getLocalPort()).answersWithin(Duration.ofMinutes(1))).isTrue();
      assertThat(greets.getCount()).isZero();
    }
  }

  @Test
  void givesUpWhenNothingListens() throws Exception {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }

    assertThat(at(port).answersWithin(Duration.ofMillis(1))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, true",
    "2026-01-01T00:05:00Z, true",
    "2025-12-31T23:58:00Z, false",
    "'', false"
  })
  void takesAShortWhileForABoot(String startedAt, boolean fresh) {
    assertThat(Boot.isFresh(startedAt, Instant.parse("2026-01-01T00:01:00Z"))).isEqualTo(fresh);
  }

  @Test
  void saysOfAContainerWhatItIs() {
    assertThat(Boot.silent("cache", at(33002), true))
        .contains("it is a container", "ciaoctl logs cache");
    assertThat(Boot.silent("mine", at(33004), false))
        .contains("127.0.0.1:33004", "Still booting", "ciaoctl logs mine");
  }

  private static SshServer at(int port) {
    return new SshServer("127.0.0.1", port, Optional.empty());
  }

  /// Sends the banner to every connection once the latch has counted so many before it.
  private static void greet(ServerSocket listening, String banner, CountDownLatch before) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!listening.isClosed()) {
                try (var connection = listening.accept()) {
                  before.countDown();
                  if (before.getCount() == 0) {
                    connection.getOutputStream().write(banner.getBytes(StandardCharsets.US_ASCII));
                  }
                } catch (IOException e) {
                  if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                  }
                }
              }
            });
  }
}
