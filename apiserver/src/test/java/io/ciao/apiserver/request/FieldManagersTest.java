package io.ciao.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.apiserver.status.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldManagersTest {
  @ParameterizedTest
  @CsvSource({
    "kubectl1.33/v1.33.1 (linux/amd64), kubectl1.33",
    "curl, curl",
    "fabric8-kubernetes-client/8.0.0, fabric8-kubernetes-client",
    "/x, unknown",
    "'', unknown",
    "a\u0001b/1, ab",
  })
  void areUserAgentsUpToTheSlash(String userAgent, String expected) {
    assertThat(FieldManagers.ofUserAgent(userAgent)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fieldManager=a%00b", "fieldManager=%C3%A4"})
  void arePrintable(String query) {
    assertThatThrownBy(() -> WriteOptions.of(Query.parse(query)))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(422));
  }

  @Test
  void areOf128CharactersAtMost() {
    String name = "x".repeat(128);

    assertThat(WriteOptions.of(Query.parse("fieldManager=" + name)).fieldManager()).isEqualTo(name);
    assertThatThrownBy(() -> WriteOptions.of(Query.parse("fieldManager=x" + name)))
        .hasMessageContaining("Too long");
  }
}
