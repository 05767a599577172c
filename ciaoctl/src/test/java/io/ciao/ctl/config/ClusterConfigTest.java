package io.ciao.ctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeCertificate() {
    var now = Instant.now();
    var spec =
        CertificateSpec.named(
            "test", now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
    var own = CertificateAuthority.create(spec, new SecureRandom()).certificateAndKey();
    PemFiles.writeCertificates(directory.resolve("ca.pem"), own.chain());
    PemFiles.writeCertificateAndKey(directory.resolve("both.pem"), own);
    PemFiles.writeKey(directory.resolve("key.pem"), own.key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{client-certificate: ca.pem, client-key: key.pem}",
        "{client-certificate: both.pem, client-key: both.pem}"
      })
  void readsCertificatesFromFilesBesideIt(String user) throws IOException {
    var config = read(user, null);

    assertThat(config.credential()).isInstanceOf(Credential.Certificate.class);
    assertThat(config.namespace()).isEqualTo("acme");
    assertThat(config.sslContext()).isNotNull();
  }

  @Test
  void readsCertificatesInline() throws IOException {
    var user =
        "{client-certificate-data: %s, client-key-data: %s}"
            .formatted(base64("ca.pem"), base64("key.pem"));

    assertThat(read(user, null).credential()).isInstanceOf(Credential.Certificate.class);
  }

  @Test
  void readsTokens() throws IOException {
    Files.writeString(directory.resolve("token"), "from-file\n");

    assertThat(read("{token: inline}", null).credential())
        .isEqualTo(new Credential.Bearer("inline"));
    assertThat(read("{tokenFile: token}", null).credential())
        .isEqualTo(new Credential.Bearer("from-file"));
    assertThat(read("{token: inline}", null).credential()).asString().doesNotContain("inline");
  }

  @Test
  void asksAProgram() throws IOException {
    Files.writeString(directory.resolve("give"), "echo '{\"status\": {\"token\": \"'$A'\"}}'\n");
    var exec =
        "{exec: {apiVersion: v1, command: sh, args: [%s], env: [{name: A, value: made}]}}"
            .formatted(directory.resolve("give"));

    assertThat(read(exec, null).credential()).isEqualTo(new Credential.Bearer("made"));
  }

  @Test
  void saysWhatIsWrongWithTheProgram() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read("{exec: {command: 'false'}}", null))
        .withMessageContaining("false")
        .withMessageContaining("ended with status 1");
  }

  @Test
  void takesTheContextThatIsNamed() throws IOException {
    assertThat(read("{token: t}", "other").namespace()).isEqualTo("default");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read("{token: t}", "none"))
        .withMessageContaining("\"none\"");
  }

  @Test
  void refusesAUserWithoutAnything() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read("{username: x}", null))
        .withMessageContaining("tokenFile");
  }

  private ClusterConfig read(String user, @org.jspecify.annotations.Nullable String context)
      throws IOException {
    var file = directory.resolve("config");
    Files.writeString(
        file,
        """
        current-context: c
        clusters: [{name: k, cluster: {server: "https://127.0.0.1:1", certificate-authority: ca.pem}}]
        users: [{name: u, user: %s}]
        contexts:
        - {name: c, context: {cluster: k, user: u, namespace: acme}}
        - {name: other, context: {cluster: k, user: u}}
        """
            .formatted(user));
    return ClusterConfig.read(file, context);
  }

  private String base64(String file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve(file)));
  }
}
