package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnKeyTest {
  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

  private final CertificateAuthority authority =
      CertificateAuthority.create(
          CertificateSpec.named("CA", NOW, NOW.plus(Duration.ofDays(1))), new SecureRandom());
  private final CertificateAndKey own =
      authority.issue(CertificateSpec.named("x", NOW, NOW.plus(Duration.ofDays(1))));
  private final OwnKey keys = new OwnKey(own);

  private static final Principal[] OTHERS = {() -> "CN=another authority"};

  @Test
  void offersTheCertificateToWhoeverTakesItsAlgorithm() throws Exception {
    try (var socket = new Socket()) {
      var alias = keys.chooseClientAlias(new String[] {"RSA", "EC"}, OTHERS, socket);
      assertThat(alias).isNotNull();
      assertThat(keys.getCertificateChain(alias)).containsExactly(own.certificate());
      assertThat(keys.getPrivateKey(alias)).isSameAs(own.key());
      assertThat(keys.chooseServerAlias("EC", OTHERS, socket)).isEqualTo(alias);
      assertThat(keys.chooseServerAlias("EC_RSA", OTHERS, socket)).isEqualTo(alias);
      assertThat(keys.getClientAliases("EC", OTHERS)).containsExactly(alias);
      assertThat(keys.getServerAliases("EC", OTHERS)).containsExactly(alias);
    }
  }

  @Test
  void hasNothingForAnotherAlgorithmOrAlias() throws Exception {
    try (var socket = new Socket()) {
      assertThat(keys.chooseClientAlias(new String[] {"RSA", "ECX"}, OTHERS, socket)).isNull();
      assertThat(keys.chooseServerAlias("RSA", OTHERS, socket)).isNull();
    }
    assertThat(keys.getClientAliases("RSA", OTHERS)).isNull();
    assertThat(keys.getCertificateChain("another")).isNull();
    assertThat(keys.getPrivateKey("another")).isNull();
  }
}
