package io.ciao.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchStreamTest {
  private static WatchStream stream(String text) {
    return new WatchStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsEveryKindOfEventInOrder() {
    try (var stream =
        stream(
            """
            {"type":"ADDED","object":{"metadata":{"name":"a"}}}
            {"type":"MODIFIED","object":{"metadata":{"name":"b"}}}

            {"type":"DELETED","object":{"metadata":{"name":"c"}}}
            {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"7"}}}
            {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"8","annotations":{"k8s.io/initial-events-end":"true"}}}}
            """)) {
      assertThat(stream.next().orElseThrow()).isInstanceOf(WatchEvent.Upserted.class);
      assertThat(stream.next().orElseThrow()).isInstanceOf(WatchEvent.Upserted.class);
      assertThat(stream.next().orElseThrow())
          .isInstanceOfSatisfying(
              WatchEvent.Deleted.class,
              d -> assertThat(d.object().path("metadata").path("name").asText()).isEqualTo("c"));
      assertThat(stream.next()).hasValue(new WatchEvent.Bookmark("7", false));
      assertThat(stream.next()).hasValue(new WatchEvent.Bookmark("8", true));
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void linesMayBeLongAndComeInPieces() {
    var big = "é".repeat(20_000);
    var text =
        "{\"type\":\"ADDED\",\"object\":{\"a\":\"%s\"}}\r\n{\"type\":\"ADDED\",\"object\":{\"a\":1}}"
            .formatted(big);
    var pieces =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 7));
          }
        };
    try (var stream = new WatchStream(pieces)) {
      assertThat(stream.next().orElseThrow())
          .isInstanceOfSatisfying(
              WatchEvent.Upserted.class,
              e -> assertThat(e.object().path("a").asText()).isEqualTo(big));
      assertThat(stream.next().orElseThrow()).isInstanceOf(WatchEvent.Upserted.class);
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void endlessLineIsABrokenConnection() {
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    try (var stream = new WatchStream(endless)) {
      assertThatThrownBy(stream::next)
          .isInstanceOf(ApiUnreachableException.class)
          .hasMessageContaining("longer than");
    }
  }

  @Test
  void errorEventSaysWhatTheServerSaid() {
    try (var stream =
        stream(
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too"
                + " old\"}}\n")) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> {
                assertThat(e.isExpired()).isTrue();
                assertThat(e.reason()).isEqualTo("Expired");
                assertThat(e).hasMessage("too old");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"ADDED\",\"object\":{\"metad",
        "{\"type\":\"ADDED\"}",
        "{\"type\":\"STRANGE\",\"object\":{}}",
        "[]",
        "nonsense"
      })
  void lineThatIsNoEventIsABrokenConnection(String line) {
    try (var stream = stream(line)) {
      assertThatThrownBy(stream::next).isInstanceOf(ApiUnreachableException.class);
    }
  }

  @Test
  void brokenConnectionIsSaidAsSuch() {
    var failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    var first =
        new ByteArrayInputStream(
            "{\"type\":\"ADDED\",\"object\":{}}\n".getBytes(StandardCharsets.UTF_8));
    try (var stream = new WatchStream(new SequenceInputStream(first, failing))) {
      assertThat(stream.next()).isPresent();
      assertThatThrownBy(stream::next)
          .isInstanceOf(ApiUnreachableException.class)
          .hasMessage("watch broke off: connection reset");
    }
  }

  @Test
  void saysThatTheServerWasSilent() {
    var silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new SocketTimeoutException("Read timed out");
          }
        };
    try (var stream = new WatchStream(silent)) {
      assertThatThrownBy(stream::next)
          .isInstanceOf(ApiUnreachableException.class)
          .hasMessage("watch was given up: the server says nothing any more");
    }
  }
}
