package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.TestPki;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateRequestTest {
  /// Made once: it takes long on a busy machine.
  private static final KeyPair RSA = KeyPairs.newRsa(new SecureRandom());

  @TempDir Path directory;
  private final TestPki pki = new TestPki();
  private final SecureRandom random = new SecureRandom();

  @Test
  void aRequestComesBackFromItsFile() {
    var spec =
        pki.spec("cn1")
            .withOrganizations("first", "second, with comma")
            .withHosts(List.of("cn1.example", "10.0.0.31", "fd00:0:0:0:0:0:0:1"))
            .withEmails(List.of("ops@example"))
            .withRoles(Role.SCHEDULER);
    for (var keys : List.of(KeyPairs.newEc(random), RSA)) {
      var file = directory.resolve("request.csr");
      PemFiles.writeRequest(file, CertificateRequest.create(spec, keys));

      var read = PemFiles.readRequest(file);
      assertThat(read.commonName()).isEqualTo("cn1");
      assertThat(read.organizations()).containsExactly("first", "second, with comma");
      assertThat(read.hosts()).containsExactlyElementsOf(spec.hosts());
      assertThat(read.emails()).containsExactly("ops@example");
      assertThat(read.key()).isEqualTo(keys.getPublic());
    }
  }

  @Test
  void aRequestSignedWithAnotherKeyIsRefused() throws Exception {
    var own = KeyPairs.newEc(random);
    var another = KeyPairs.newEc(random);
    var stolen = new KeyPair(own.getPublic(), another.getPrivate());
    var file = directory.resolve("stolen.csr");
    PemFiles.writeRequest(file, CertificateRequest.create(pki.spec("x"), stolen));

    assertThatThrownBy(() -> PemFiles.readRequest(file))
        .isInstanceOf(CertificateFileException.class)
        .hasMessage(
            file + ": holds a request that was changed or signed with another key than its own");
  }

  @Test
  void theOriginalsSignatureWithSha1IsRead() throws Exception {
    var keys = RSA;
    var request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("O=old"), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA1withRSA").build(keys.getPrivate()));
    var file = directory.resolve("old.csr");
    Files.writeString(file, pem(request.getEncoded()));

    assertThat(PemFiles.readRequest(file).organizations()).containsExactly("old");
    assertThat(PemFiles.readRequest(file).commonName()).isEmpty();
    assertThat(PemFiles.readRequest(file).hosts()).isEmpty();
  }

  @Test
  void whatIsNoRequestIsNamed() throws IOException {
    var file = directory.resolve("cert.pem");
    PemFiles.writeCertificates(file, List.of(pki.authority().certificate()));
    assertThatThrownBy(() -> PemFiles.readRequest(file))
        .hasMessage(file + ": holds 0 CERTIFICATE REQUEST blocks; one is needed");

    Files.writeString(file, pem(new byte[] {0x30, 0x00}));
    assertThatThrownBy(() -> PemFiles.readRequest(file))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("cert.pem: ");
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {(byte) 10}).encodeToString(der));
  }
}
