package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant BEGIN = NOW.minus(Duration.ofDays(10));
  private static final Instant END = NOW.plus(Duration.ofDays(10));

  private final SecureRandom random = new SecureRandom();
  private final CertificateAuthority authority = authority(END);

  private CertificateAuthority authority(Instant end) {
    return CertificateAuthority.create(CertificateSpec.named("CA", BEGIN, end), random);
  }

  private X509Certificate issued(Instant begin, Instant end) {
    return authority.issue(CertificateSpec.named("x", begin, end)).certificate();
  }

  private static String problem(X509Certificate own, CertificateAuthority trusted) {
    return ChainCheck.problem(List.of(own), List.of(trusted.certificate()), NOW).orElse("");
  }

  @Test
  void whatTheAnchorSignedAndTheAnchorItselfAreRight() {
    assertThat(problem(issued(BEGIN, END), authority)).isEmpty();
    assertThat(problem(authority.certificate(), authority)).isEmpty();
  }

  @Test
  void theMomentsOfItsEndsAreStillItsOwn() {
    assertThat(problem(issued(NOW, END), authority)).isEmpty();
    assertThat(problem(issued(BEGIN, NOW), authority)).isEmpty();
  }

  @Test
  void whatHasEndedOrNotBegunIsNamedWithItsTime() {
    assertThat(problem(issued(BEGIN, NOW.minusSeconds(1)), authority))
        .isEqualTo(
            "the certificate ended at 2026-04-30T23:59:59Z; one that is valid at"
                + " 2026-05-01T00:00:00Z is needed");
    assertThat(problem(issued(NOW.plusSeconds(1), END), authority))
        .startsWith("the certificate begins at 2026-05-01T00:00:01Z; ");
  }

  @Test
  void anotherAuthorityOfTheSameNameIsNotEnough() {
    assertThat(problem(issued(BEGIN, END), authority(END)))
        .startsWith("the certificate of 'CN=x' was issued by 'CN=CA'; a signature of 'CN=CA' is");
  }

  @Test
  void anAuthorityThatHasEndedIsTrustedNoMore() {
    var old = authority(NOW.minusSeconds(1));
    var own = old.issue(CertificateSpec.named("x", BEGIN, END)).certificate();

    assertThat(problem(own, old))
        .startsWith("the authority 'CN=CA' ended at 2026-04-30T23:59:59Z; ");
  }
}
