package io.ciao.ctl.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ctl.FakeApiserver.Ran;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class CertCommandTest {
  private static final UUID NODE = UUID.fromString("59460b8a-5f53-4e3e-b5ce-b71fed8c7e64");

  /// One anchor for all: its key takes long on a busy machine.
  @TempDir private static Path shared;

  @TempDir private Path directory;

  @BeforeAll
  static void makeAnchor() {
    var made =
        FakeApiserver.capture(
            ("cert anchor --host sched --ip 127.0.0.1 --organization acme --directory " + shared)
                .split(" "));
    assertThat(made.err()).isEmpty();
  }

  /// Runs `ciaoctl cert` with these words, the files in the test's directory.
  private Ran cert(String words) {
    return FakeApiserver.capture(("cert " + words).replace("DIR", directory.toString()).split(" "));
  }

  private Ran done(String words) {
    var ran = cert(words);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    return ran;
  }

  private void refused(String words, String message) {
    var ran = cert(words);
    assertThat(ran.err()).startsWith("ciaoctl: ").contains(message).hasLineCount(1);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
  }

  private Path anchor() throws IOException {
    for (var name : List.of("CAcert-sched.pem", "cert-Scheduler-sched.pem")) {
      Files.copy(shared.resolve(name), file(name));
    }
    return file("cert-Scheduler-sched.pem");
  }

  /// An authority made by hand.
  private Path authority(String name, Instant begin, Instant end) {
    var made =
        CertificateAuthority.create(CertificateSpec.named(name, begin, end), new SecureRandom());
    PemFiles.writeCertificateAndKey(file(name), made.certificateAndKey());
    return file(name);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private X509Certificate certificate(String name) {
    return PemFiles.readCertificates(file(name)).getFirst();
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name)));
  }

  @Test
  void anAnchorIsTwoFilesAsTheOriginalsAre() throws Exception {
    var ran =
        done(
            "anchor --host sched.example,sched --ip 10.0.0.1,fd00::1 --role server,scheduler"
                + " --organization acme --email ops@example --days 30 --directory DIR");

    assertThat(ran.out().lines())
        .containsExactly(
            "trust anchor, for everybody:  " + file("CAcert-sched.example.pem"),
            "its certificate and key:      " + file("cert-Server-Scheduler-sched.example.pem"));
    var made = certificate("cert-Server-Scheduler-sched.example.pem");
    assertThat(certificate("CAcert-sched.example.pem")).isEqualTo(made);
    assertThat(file("CAcert-sched.example.pem")).content().doesNotContain("PRIVATE");
    assertThat(mode("CAcert-sched.example.pem")).isEqualTo("rw-r--r--");
    assertThat(mode("cert-Server-Scheduler-sched.example.pem")).isEqualTo("rw-------");
    var identity = PeerIdentity.of(made);
    assertThat(identity.roles()).isEqualTo(Roles.of(Role.SERVER, Role.SCHEDULER));
    assertThat(identity.organizations()).containsExactly("acme");
    assertThat(identity.uuid()).isPresent();
    assertThat(made.getBasicConstraints()).isNotNegative();
    assertThat(made.getSubjectAlternativeNames())
        .contains(
            List.of(2, "sched.example"),
            List.of(2, "sched"),
            List.of(7, "10.0.0.1"),
            List.of(7, "fd00:0:0:0:0:0:0:1"),
            List.of(1, "ops@example"));
    assertThat(made.getNotAfter().toInstant())
        .isBetween(
            Instant.now().plus(Duration.ofDays(30)).minusSeconds(600),
            Instant.now().plus(Duration.ofDays(30)));
  }

  @Test
  void rolesAreGrantedTogetherAndANodeIsNamed() throws Exception {
    var anchor = anchor();

    var ran =
        done(
            "role --role agent,netagent --host cn1 --node cn1 --uuid %s --verify --anchor %s --directory DIR"
                .formatted(NODE, anchor));

    assertThat(ran.out())
        .isEqualTo(
            "certificate and key: %s\n".formatted(file("cert-CNAgent-NetworkingAgent-cn1.pem")));
    var file = file("cert-CNAgent-NetworkingAgent-cn1.pem");
    var identity = PeerIdentity.of(PemFiles.readCertificateAndKey(file, file).certificate());
    assertThat(identity.nodeName()).contains("cn1");
    assertThat(identity.organizations()).containsExactly("system:nodes");
    assertThat(identity.roles()).isEqualTo(Roles.of(Role.AGENT, Role.NET_AGENT));
    assertThat(identity.uuid()).contains(NODE);
    assertThat(mode("cert-CNAgent-NetworkingAgent-cn1.pem")).isEqualTo("rw-------");
  }

  @Test
  void aCompatibleCertificateIsAsTheOriginals() throws IOException {
    done(
        "role --role controller --host old --compatible --directory DIR --anchor %s"
            .formatted(anchor()));

    var file = file("cert-Controller-old.pem");
    assertThat(file).content().contains("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(PeerIdentity.of(certificate("cert-Controller-old.pem")).uuid()).isEmpty();
    assertThat(PemFiles.readCertificateAndKey(file, file).key().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void aUserIsNamedWithTheirTenants() throws IOException {
    done("user anna --tenant red,blue --directory DIR --anchor " + anchor());

    var identity = PeerIdentity.of(certificate("auth-anna.pem"));
    assertThat(identity.commonName()).isEqualTo("anna");
    assertThat(identity.organizations()).containsExactly("red", "blue");
    assertThat(identity.roles()).isEqualTo(Roles.NONE);
  }

  @Test
  void aRequestIsSignedWithTheSignersRoles() throws Exception {
    var anchor = anchor();
    done("request --host cn1,cn1.example --ip 10.0.0.31 --node cn1 --email a@b --directory DIR");
    assertThat(mode("key-cn1.pem")).isEqualTo("rw-------");
    assertThat(file("request-cn1.csr")).content().doesNotContain("PRIVATE");

    var ran =
        done(
            "sign DIR/request-cn1.csr --role agent --node cn1 --uuid %s --anchor %s --directory DIR"
                .formatted(NODE, anchor));

    var issued = certificate("cert-CNAgent-cn1.pem");
    assertThat(ran.out())
        .contains("certificate: " + file("cert-CNAgent-cn1.pem"))
        .contains("CN=system:node:cn1, O=system:nodes")
        .contains("names:       cn1, cn1.example, 10.0.0.31")
        .contains("fingerprint: " + KeyPairs.fingerprint(issued.getPublicKey()));
    assertThat(file("cert-CNAgent-cn1.pem")).content().doesNotContain("PRIVATE");
    assertThat(KeyPairs.publicOf(PemFiles.readKey(file("key-cn1.pem"))))
        .contains(issued.getPublicKey());
    assertThat(PeerIdentity.of(issued).roles()).isEqualTo(Roles.of(Role.AGENT));
    assertThat(PeerIdentity.of(issued).uuid()).contains(NODE);
    assertThat(issued.getSubjectAlternativeNames())
        .contains(List.of(2, "cn1.example"), List.of(7, "10.0.0.31"), List.of(1, "a@b"));
  }

  @Test
  void aRequestWithAKeyThatIsThereMakesNone() throws IOException {
    PemFiles.writeKey(file("own.pem"), KeyPairs.newEc(new SecureRandom()).getPrivate());

    done("request --host old --organization acme --key DIR/own.pem --directory DIR");

    assertThat(file("key-old.pem")).doesNotExist();
    assertThat(PemFiles.readRequest(file("request-old.csr")).key())
        .isEqualTo(KeyPairs.publicOf(PemFiles.readKey(file("own.pem"))).orElseThrow());
  }

  @Test
  void nobodyRequestsRights() throws IOException {
    var anchor = anchor();
    done("request --host cn1 --node cn1 --directory DIR");
    var sign = "sign DIR/%s --role agent --directory DIR --anchor " + anchor;

    refused(
        sign.formatted("request-cn1.csr"), "asks to be system:node:cn1, system:nodes, which the");
    refused(sign.formatted("request-cn1.csr") + " --node cn2", "asks to be system:node:cn1");
    done("request --host evil --organization ciao:admins --directory DIR");
    refused(
        sign.formatted("request-evil.csr") + " --node evil",
        "request-evil.csr asks to be ciao:admins, which the API gives rights to");
    assertThat(file("cert-CNAgent-cn1.pem")).doesNotExist();
  }

  @Test
  void aRequestThatWasChangedIsRefused() throws IOException {
    var anchor = anchor();
    done("request --host cn1 --directory DIR");
    var request = file("request-cn1.csr");
    var der = PemFiles.readRequest(request).der().toByteArray();
    der[der.length - 1] ^= 1;
    Files.writeString(
        request,
        "-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n"
            .formatted(Base64.getEncoder().encodeToString(der)));

    refused(
        "sign DIR/request-cn1.csr --role agent --directory DIR --anchor " + anchor,
        "request-cn1.csr: holds");
  }

  @Test
  void filesThatAreThereStay() throws IOException {
    var anchor = anchor();
    var before = Files.readString(anchor);

    refused(
        "anchor --host sched --directory DIR", "CAcert-sched.pem is there already; use --force");
    assertThat(anchor).hasContent(before);
    done("anchor --host sched --directory DIR --force");
    assertThat(Files.readString(anchor)).isNotEqualTo(before);

    var key = Files.writeString(file("key-cn1.pem"), "precious");
    refused("request --host cn1 --directory DIR", "key-cn1.pem is there already");
    assertThat(key).hasContent("precious");
    assertThat(file("request-cn1.csr")).doesNotExist();
  }

  @Test
  void anAnchorThatCannotSignIsNamed() throws IOException {
    var now = Instant.now();
    var role = "role --role agent --host cn1 --directory DIR --anchor DIR/";
    anchor();

    refused(role + "none.pem", file("none.pem") + ": there is no such file");
    refused(role + "CAcert-sched.pem", "holds no unencrypted private key; one is needed");
    authority("old", now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
    refused(role + "old", "the anchor in %s ended at ".formatted(file("old")));
    done("user anna --tenant red --directory DIR --anchor DIR/cert-Scheduler-sched.pem");
    refused(role + "auth-anna.pem", "which is no authority; a trust anchor is needed");
    refused(
        role + "CAcert-sched.pem --anchor-key DIR/auth-anna.pem",
        "is not that of the certificate in " + file("CAcert-sched.pem"));
    assertThat(file("cert-CNAgent-cn1.pem")).doesNotExist();
  }

  @Test
  void nothingOutlivesItsAnchor() throws IOException {
    var now = Instant.now();
    authority("short", now.minusSeconds(60), now.plus(Duration.ofDays(10)));

    var ran = cert("role --role agent --host cn1 --directory DIR --anchor DIR/short");

    assertThat(ran.err()).contains("it ends with its anchor, at ").contains("before 365 days");
    assertThat(ran.status()).isZero();
    assertThat(certificate("cert-CNAgent-cn1.pem").getNotAfter())
        .isEqualTo(certificate("short").getNotAfter());
  }

  @Test
  void dumpSaysWhatAFileHoldsAndNoKey() throws IOException {
    done(
        "role --role agent --host cn1,cn1.example --ip 10.0.0.31 --node cn1 --uuid %s --directory DIR --anchor %s"
            .formatted(NODE, anchor()));

    var file = file("cert-CNAgent-cn1.pem");
    var certificate = certificate("cert-CNAgent-cn1.pem");
    assertThat(done("dump DIR/cert-CNAgent-cn1.pem").out().lines())
        .containsExactly(
            "Certificate:          " + file,
            "Name:                 system:node:cn1",
            "Organization:         system:nodes",
            "UUID:                 " + NODE,
            "Issuer:               CN=ciao CA sched, O=acme",
            "Serial:               " + certificate.getSerialNumber().toString(16),
            "Is CA:                false",
            "Validity from:        " + certificate.getNotBefore().toInstant(),
            "Validity to:          " + certificate.getNotAfter().toInstant(),
            "For role:             CNAgent",
            "For host:             cn1",
            "For host:             cn1.example",
            "For IP:               10.0.0.31",
            "Public key:           EC 256",
            "Fingerprint:          " + KeyPairs.fingerprint(certificate.getPublicKey()),
            "Private key:          EC");
  }

  @Test
  void verifySaysYesOrWhatIsWrong() throws IOException {
    var anchor = anchor();
    done("role --role agent --host cn1 --directory DIR --anchor " + anchor);

    assertThat(done("verify DIR/cert-CNAgent-cn1.pem --anchor DIR/CAcert-sched.pem").out())
        .contains("cert-CNAgent-cn1.pem is valid until ")
        .contains(" for CNAgent, signed by 'CN=ciao CA sched, O=acme'");
    done("verify %s --anchor DIR/CAcert-sched.pem".formatted(anchor));

    authority("another", Instant.now().minusSeconds(60), Instant.now().plusSeconds(600));
    refused(
        "verify DIR/cert-CNAgent-cn1.pem --anchor DIR/another",
        "issued by 'CN=ciao CA sched, O=acme'; a signature of 'CN=another' is needed");
  }

  @Test
  void verifyRefusesAKeyThatIsAnothers() throws IOException {
    var anchor = anchor();
    done("role --role agent --host cn1 --directory DIR --anchor " + anchor);
    done("request --host other --directory DIR");
    var mixed = file("mixed.pem");
    PemFiles.writeCertificates(mixed, List.of(certificate("cert-CNAgent-cn1.pem")));
    Files.writeString(mixed, Files.readString(mixed) + Files.readString(file("key-other.pem")));

    refused("verify DIR/mixed.pem --anchor " + anchor, "mixed.pem holds a key that is not the");
  }
}
