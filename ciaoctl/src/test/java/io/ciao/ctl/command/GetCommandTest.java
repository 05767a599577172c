package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class GetCommandTest {
  private static final String TENANT = "/apis/ciao.io/v1/namespaces/default/";
  private static final String NONE = "{\"items\":[]}";

  @TempDir private Path directory;
  private FakeApiserver server;

  @BeforeEach
  void start() throws IOException {
    server = FakeApiserver.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void saysInEachRowWhichKindItIsWhereSeveralAreShown() {
    server.answers(TENANT + "workloads", list("tiny"));
    server.answers(TENANT + "sshkeys", list("mine"));

    var ran = server.run("get", "workloads,sshkeys");

    assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "NAME RUNTIME IMAGE VCPUS MEMORY VISIBILITY AGE",
            "workload/tiny - - - - - -",
            "",
            "NAME TYPE FINGERPRINT COMMENT AGE",
            "sshkey/mine - - - -");
    assertThat(server.run("get", "sshkeys").out()).contains("\nmine ");
  }

  @Test
  void tellsAnEmptyTenantFromOneThatDoesNotExist() {
    server.answers(TENANT + "instances", NONE);
    server.answers("/apis/ciao.io/v1/namespaces/nope/instances", NONE);
    server.answers("/api/v1/namespaces/default", "{}");
    server.answers("/apis/ciao.io/v1/tenants", list("default"));

    var empty = server.run("get", "instances");
    var absent = server.run("get", "instances", "-n", "nope");

    assertThat(empty.err()).isEqualTo("No instances in tenant default.\n");
    assertThat(empty.status()).isZero();
    assertThat(absent.err())
        .isEqualTo("ciaoctl: there is no tenant nope; there are default (ciaoctl get tenants)\n");
    assertThat(absent.status()).isEqualTo(1);
  }

  @Test
  void namesWhatDoesNotExistAsItIsTyped() {
    var ran = server.run("get", "inst", "nope");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).isEqualTo("ciaoctl: instance/nope does not exist\n");
  }

  @Test
  void saysWhereTheAddressOfASilentServerIsFrom() {
    server.close();

    var ran = server.run("get", "instances");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err())
        .contains(
            "no apiserver can be reached: " + server.address() + " (connection refused)",
            "the address is of context work in " + directory.resolve("config"));
  }

  @Test
  void believesNoServerOfAnotherNameOrAuthority() throws IOException {
    server.answers(TENANT + "instances", list("web"));
    var config = directory.resolve("config");
    var good = Files.readString(config);
    assertThat(server.run("get", "instances").out()).contains("web");

    Files.writeString(config, good.replace("127.0.0.1", "localhost"));
    var otherName = server.run("get", "instances");
    Files.writeString(config, good);
    var now = Instant.now();
    var spec = CertificateSpec.named("fake", now.minusSeconds(60), now.plusSeconds(60));
    PemFiles.writeCertificates(
        directory.resolve("ca.pem"),
        List.of(CertificateAuthority.create(spec, new SecureRandom()).certificate()));
    var otherAuthority = server.run("get", "instances");

    assertThat(otherName.status()).isEqualTo(3);
    assertThat(otherName.err()).contains("no TLS connection: No name matching localhost found");
    assertThat(otherAuthority.status()).isEqualTo(3);
    assertThat(otherAuthority.err()).contains("no TLS connection: ");
  }

  private static String list(String name) {
    return "{\"items\":[{\"metadata\":{\"name\":\"%s\"}}]}".formatted(name);
  }

  @Test
  void namesThePublicOnesToATenantThatHasNoneOfItsOwn() {
    server.answers("/apis/ciao.io/v1/namespaces/acme/workloads", "{\"items\":[]}");
    server.answers("/api/v1/namespaces/acme", "{}");
    server.answers(
        "/apis/ciao.io/v1/namespaces/default/workloads",
        "{\"items\":[{\"metadata\":{\"name\":\"tiny-vm\"}}]}");

    var ran = server.run("get", "workloads", "-n", "acme");

    assertThat(ran.err())
        .isEqualTo(
            "No workloads in tenant acme. Public ones that it can use: tiny-vm (ciaoctl get"
                + " workloads -n default --field-selector spec.visibility=public)\n");
  }
}
