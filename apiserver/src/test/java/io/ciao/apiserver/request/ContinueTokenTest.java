package io.ciao.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.apiserver.status.RequestRefused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContinueTokenTest {
  @Test
  void comesBackAsItWasGiven() {
    var first = new ContinueToken(OptionalLong.of(4_711), "team-a", "web");
    var second = new ContinueToken(OptionalLong.empty(), null, "n1");

    assertThat(ContinueToken.decode(first.encode())).isEqualTo(first);
    assertThat(ContinueToken.decode(second.encode())).isEqualTo(second);
    assertThat(first.encode()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"v\":1}",
        "{\"v\":2,\"rv\":1,\"name\":\"a\"}",
        "{\"v\":1,\"rv\":-5,\"name\":\"a\"}",
        "{\"v\":1,\"rv\":\"1\",\"name\":\"a\"}",
        "{\"v\":1,\"rv\":1.5,\"name\":\"a\"}",
        "{\"v\":1,\"rv\":1,\"name\":\"a/b\"}",
        "{\"v\":1,\"rv\":1,\"namespace\":\"\",\"name\":\"a\"}",
        "{\"v\":1,\"rv\":1,\"name\":7}",
      })
  void refusesWhatItDidNotGive(String json) {
    String text = Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ContinueToken.decode(text))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(400));
    assertThatThrownBy(() -> ContinueToken.decode(json + "%")).isInstanceOf(RequestRefused.class);
    assertThatThrownBy(() -> ContinueToken.decode("A".repeat(5_000)))
        .isInstanceOf(RequestRefused.class);
  }
}
