package io.ciao.ctl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerTrustTest {
  private static final List<List<?>> NAMES =
      List.of(
          List.of(2, "api.example.org"),
          List.of(2, "*.example.net"),
          List.of(2, "198.18.0.9"),
          List.of(7, "198.18.0.1"),
          List.of(7, "fd00:0:0:0:0:0:0:1"),
          List.of(6, "https://uri.example.org"));

  @Test
  void onlyANameThatStandsThereLetterByLetterNeedsNoFurtherLook() {
    assertThat(ServerTrust.isNamed(NAMES, "API.example.org")).isTrue();
    assertThat(ServerTrust.isNamed(NAMES, "198.18.0.1")).isTrue();
    assertThat(ServerTrust.isNamed(NAMES, "fd00::1")).isTrue();

    assertThat(ServerTrust.isNamed(NAMES, "a.example.net")).as("wildcard").isFalse();
    assertThat(ServerTrust.isNamed(NAMES, "198.18.0.9")).as("an address as DNS name").isFalse();
    assertThat(ServerTrust.isNamed(NAMES, "198.18.0.2")).isFalse();
    assertThat(ServerTrust.isNamed(NAMES, "example.org")).isFalse();
    assertThat(ServerTrust.isNamed(NAMES, "uri.example.org")).isFalse();
    assertThat(ServerTrust.isNamed(null, "api.example.org")).isFalse();
    assertThat(ServerTrust.isNamed(NAMES, null)).isFalse();
  }
}
