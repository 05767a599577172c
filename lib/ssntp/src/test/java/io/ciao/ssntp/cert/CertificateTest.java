package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.TestPki;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {

  private static final UUID NODE = UUID.fromString("59460b8a-5f53-4e3e-b5ce-b71fed8c7e64");

  /// Made once: it takes long on a busy machine.
  private static final KeyPair RSA = KeyPairs.newRsa(new SecureRandom());

  @TempDir Path directory;
  private final TestPki pki = new TestPki();

  @Test
  void aCertificateStatesWhatWasAskedFor() throws GeneralSecurityException {
    var issued =
        pki.authority()
            .issue(
                pki.spec("system:node:n1")
                    .withOrganizations("system:nodes", "second, with comma")
                    .withRoles(Role.AGENT, Role.NET_AGENT)
                    .withHosts(List.of("10.1.2.3", "fd00::1", "node1.example"))
                    .withUuid(NODE));
    var certificate = issued.certificate();

    var identity = PeerIdentity.of(certificate);
    assertThat(identity.commonName()).isEqualTo("system:node:n1");
    assertThat(identity.organizations()).containsExactly("system:nodes", "second, with comma");
    assertThat(identity.roles()).isEqualTo(new Roles(0x14));
    assertThat(identity.uuid()).contains(NODE);
    assertThat(identity.memberOf("system:nodes")).isTrue();

    certificate.verify(pki.authority().certificate().getPublicKey());
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getSerialNumber()).isPositive();
    assertThat(certificate.getExtendedKeyUsage())
        .contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.4.1.343.8.1");
    assertThat(certificate.getSubjectAlternativeNames())
        .contains(
            List.of(7, "10.1.2.3"),
            List.of(7, "fd00:0:0:0:0:0:0:1"),
            List.of(2, "node1.example"),
            List.of(6, "urn:uuid:" + NODE));
  }

  @Test
  void aCertificateWithoutRolesAndUuidStatesNone() {
    var identity = pki.identity(pki.spec("admin").withOrganizations("ciao:admins")).identity();
    assertThat(identity.roles()).isEqualTo(Roles.NONE);
    assertThat(identity.uuid()).isEmpty();
  }

  @Test
  void keysAreOnTheCurveP256() {
    var key = (ECPublicKey) pki.authority().certificate().getPublicKey();
    assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256);
  }

  @Test
  void filesComeBackAndKeysAreTheOwnersAlone() throws IOException {
    var identity = pki.agent(NODE);
    var files = TlsFiles.in(directory.resolve("new"));
    files.write(identity);

    assertThat(files.read()).isEqualTo(identity);
    assertThat(mode(files.key())).isEqualTo("rw-------");
    assertThat(mode(files.certificate())).isEqualTo("rw-r--r--");
    try (var entries = Files.list(directory.resolve("new"))) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.pem", "cert.pem", "key.pem");
    }
  }

  @Test
  void oneFileMayHoldCertificateAndKeyAsInTheOriginal() throws IOException {
    var identity = pki.agent(NODE);
    var files =
        TlsFiles.original(directory.resolve("CAcert.pem"), directory.resolve("cert-CNAgent.pem"));
    files.write(identity);
    assertThat(files.read()).isEqualTo(identity);
    assertThat(mode(files.key())).isEqualTo("rw-------");
  }

  @Test
  void readsRsaKeysInTheOriginalsForm() throws IOException {
    var keys = RSA;
    var certificate =
        pki.authority().issue(pki.spec("old").withRoles(Role.AGENT), keys.getPublic());
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
      writer.writeObject(keys.getPrivate());
    }
    assertThat(text.toString()).contains("BEGIN RSA PRIVATE KEY");
    var file = directory.resolve("old.pem");
    Files.writeString(file, text.toString());

    var read = PemFiles.readCertificateAndKey(file, file);
    assertThat(read.certificate()).isEqualTo(certificate);
    assertThat(read.key().getEncoded()).isEqualTo(keys.getPrivate().getEncoded());
  }

  @Test
  void anRsaKeyBesideItsCertificateIsWrittenInTheOriginalsForm() throws IOException {
    var certificate = pki.authority().issue(pki.spec("anna"), RSA.getPublic());
    var issued = new CertificateAndKey(List.of(certificate), RSA.getPrivate());
    var file = directory.resolve("auth-anna.pem");
    PemFiles.writeCertificateAndKey(file, issued);

    assertThat(file).content().contains("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(PemFiles.readCertificateAndKey(file, file)).isEqualTo(issued);
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void anAuthorityWithRolesIsAnEndpointToo() throws GeneralSecurityException {
    var anchor =
        CertificateAuthority.create(
                pki.spec("anchor").withRoles(Role.SCHEDULER).withUuid(NODE), new SecureRandom())
            .certificate();

    assertThat(PeerIdentity.of(anchor).roles()).isEqualTo(Roles.of(Role.SCHEDULER));
    assertThat(PeerIdentity.of(anchor).uuid()).contains(NODE);
    assertThat(anchor.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(anchor.getKeyUsage()).startsWith(true, false, true, false, false, true);
    assertThat(pki.authority().certificate().getExtendedKeyUsage()).isNull();
  }

  @Test
  void anOriginalsSubjectWithAnEmptyOrganizationIsRead() {
    var authority =
        CertificateAuthority.create(pki.spec("").withOrganizations(""), new SecureRandom());
    var issued = authority.issue(pki.spec("").withOrganizations("").withRoles(Role.AGENT));
    var file = directory.resolve("cert-CNAgent-old.pem");
    PemFiles.writeCertificateAndKey(file, issued);

    assertThat(PeerIdentity.of(PemFiles.readCertificates(file).getFirst()).organizations())
        .containsExactly("");
  }

  @Test
  void thePublicHalfOfAKeyIsFound() {
    for (var keys : List.of(KeyPairs.newEc(new SecureRandom()), RSA)) {
      assertThat(KeyPairs.publicOf(keys.getPrivate())).contains(keys.getPublic());
      assertThat(KeyPairs.fingerprint(keys.getPublic())).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void anAuthorityKeptInAFileIssuesAgain() throws GeneralSecurityException {
    var file = directory.resolve("authority.pem");
    PemFiles.writeCertificateAndKey(file, pki.authority().certificateAndKey());
    var again =
        CertificateAuthority.of(PemFiles.readCertificateAndKey(file, file), new SecureRandom());
    again.issue(pki.spec("x")).certificate().verify(pki.authority().certificate().getPublicKey());
  }

  @Test
  void anOrdinaryCertificateIsNoAuthority() {
    var issued = pki.authority().issue(pki.spec("x"));
    assertThatThrownBy(() -> CertificateAuthority.of(issued, new SecureRandom()))
        .hasMessageContaining("no certificate authority's");
  }

  @Test
  void aBadFileIsNamed() throws IOException {
    var file = directory.resolve("bad.pem");
    assertThatThrownBy(() -> PemFiles.readKey(file)).hasMessage(file + ": there is no such file");
    assertThatThrownBy(() -> PemFiles.readKey(directory)).hasMessageContaining("cannot be read: ");
    Files.write(file, new byte[] {0x30, (byte) 0x82, 0, (byte) 0xff});
    assertThatThrownBy(() -> PemFiles.readCertificates(file))
        .hasMessageContaining("no CERTIFICATE block");
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(() -> PemFiles.readCertificates(file)).hasMessageContaining("bad.pem");
    Files.writeString(file, "");
    assertThatThrownBy(() -> PemFiles.readCertificates(file))
        .hasMessageContaining("no CERTIFICATE block");
    assertThatThrownBy(() -> PemFiles.readKey(file)).hasMessageContaining("no unencrypted");
  }

  @Test
  void keysAreNeverPrinted() {
    var issued = pki.authority().issue(pki.spec("x"));
    assertThat(issued.toString()).isEqualTo("CertificateAndKey[CN=x]");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
