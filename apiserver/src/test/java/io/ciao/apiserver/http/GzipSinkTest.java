package io.ciao.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GzipSinkTest {
  @ParameterizedTest
  @CsvSource({
    "gzip,                 true",
    "'gzip, deflate, br',  true",
    "'deflate, GZIP;q=0.5',true",
    "'gzip;q=0',           false",
    "'gzip; q=0.00',       false",
    "identity,             false",
    "xgzip,                false",
    "'',                   false",
  })
  void knowsWhoTakesIt(String header, boolean expected) {
    assertThat(GzipSink.isAccepted(header)).isEqualTo(expected);
  }

  @Test
  void losesNothing() throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (GzipSink sink = new GzipSink(sent::writeBytes)) {
      for (int i = 0; i < 2_000; i++) {
        byte[] piece = ("{\"name\":\"web-" + i * 7_919 + "\"},").getBytes(StandardCharsets.UTF_8);
        plain.writeBytes(piece);
        sink.write(piece);
      }
      sink.finish();
    }

    assertThat(unpacked(sent.toByteArray())).isEqualTo(plain.toByteArray());
    assertThat(sent.size()).isLessThan(plain.size() / 2);
    assertThat(unpacked(GzipSink.compress(plain.toByteArray()))).isEqualTo(plain.toByteArray());
  }

  private static byte[] unpacked(byte[] compressed) throws Exception {
    return new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
  }
}
