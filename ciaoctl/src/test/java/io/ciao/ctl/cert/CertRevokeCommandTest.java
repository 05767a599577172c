package io.ciao.ctl.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class CertRevokeCommandTest {
  private static final String REVOCATIONS = "/apis/ciao.io/v1/certificaterevocations";
  private static final String MADE = "POST " + REVOCATIONS;
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory;
  private FakeApiserver server;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final CertificateAuthority authority = authority();

  private CertificateAuthority authority() {
    return CertificateAuthority.create(valid("CA", 9), new SecureRandom());
  }

  private CertificateSpec valid(String name, int days) {
    return CertificateSpec.named(name, now.minus(DAY), now.plus(DAY.multipliedBy(days)));
  }

  @BeforeEach
  void start() throws IOException {
    server = FakeApiserver.start(directory);
    server.answers(REVOCATIONS, "{}");
    server.answers("/authority", PemFiles.text(List.of(authority.certificate())));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void oneOfAFileIsRevokedUntilItEnds() {
    var own = authority.issue(valid("anna", 3));
    var file = directory.resolve("anna.pem");
    PemFiles.writeCertificateAndKey(file, own);
    var serial = own.certificate().getSerialNumber().toString(16);

    var ran = server.run("cert", "revoke", "--file", file.toString(), "--why", "lost");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("ciaoctl delete certificaterevocation serial-" + serial);
    assertThat(server.bodies(MADE))
        .singleElement()
        .asString()
        .contains(
            "\"name\":\"serial-" + serial + "\"",
            "\"serialNumber\":\"" + serial + "\"",
            "\"notAfter\":\"" + now.plus(DAY.multipliedBy(3)) + "\"",
            "\"why\":\"lost\"");
  }

  @Test
  void oneOfAnotherClusterOrAnAuthorityItselfIsRefused() {
    var file = directory.resolve("other.pem");
    PemFiles.writeCertificateAndKey(file, authority().issue(valid("anna", 3)));
    PemFiles.writeCertificates(
        directory.resolve("authority.pem"), List.of(authority.certificate()));

    var other = server.run("cert", "revoke", "--file", file.toString());
    assertThat(other.err()).contains("other.pem: ", "there is nothing to revoke");
    assertThat(other.status()).isEqualTo(1);
    var itself = server.run("cert", "revoke", "--file", directory + "/authority.pem");
    assertThat(itself.err()).contains("the certificate of an authority");
    assertThat(server.requests()).doesNotContain(MADE);
  }

  @Test
  void oneByItsNumberIsRevokedUntilTheAuthorityEnds() {
    assertThat(server.run("cert", "revoke", "0x0D:1F:0a").status()).isZero();

    assertThat(server.bodies(MADE))
        .singleElement()
        .asString()
        .contains(
            "\"serialNumber\":\"d1f0a\"", "\"notAfter\":\"" + now.plus(DAY.multipliedBy(9)) + "\"")
        .doesNotContain("why");
  }

  @Test
  void thoseOfANodeAreRevokedAndANameThatIsNoNodesIsSaid() {
    server.answers("/apis/ciao.io/v1/nodes/cn2", "{\"metadata\":{\"name\":\"cn2\"},\"spec\":{}}");

    var there = server.run("cert", "revoke", "--node", "cn2");
    assertThat(there.status()).isZero();
    assertThat(there.err()).contains("ciaoctl node token --name cn2");
    var gone = server.run("cert", "revoke", "--node", "cn3");
    assertThat(gone.status()).isZero();
    assertThat(gone.err()).contains("there is no node cn3 now");
    assertThat(server.bodies(MADE).getFirst())
        .contains("\"nodeName\":\"cn2\"", "\"generateName\":\"cn2-\"");
  }

  @Test
  void nothingTwoThingsAndNoNumberAreMisuse() {
    assertThat(server.run("cert", "revoke").status()).isEqualTo(2);
    assertThat(server.run("cert", "revoke", "ab", "--node", "cn2").err())
        .contains("one of SERIAL, --file FILE and --node NODE is needed");
    assertThat(server.run("cert", "revoke", "anna").err()).contains("\"anna\" is no serial number");
    assertThat(server.requests()).isEmpty();
  }
}
