package io.ciao.ctl.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import io.ciao.ctl.FakeApiserver.Ran;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class CertStatusCommandTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory;

  private final Instant now = Instant.now();
  private final CertificateAuthority authority =
      CertificateAuthority.create(
          CertificateSpec.named("CA", now.minus(DAY), now.plus(DAY.multipliedBy(400))),
          new SecureRandom());

  private Ran status(String... words) {
    var all = new ArrayList<>(List.of("cert", "status"));
    all.addAll(List.of(words));
    return FakeApiserver.capture(all.toArray(String[]::new));
  }

  /// A moment more than so many days, so that a slow test still counts as many.
  private void agent(String file, Duration life) {
    var spec =
        CertificateSpec.named("n1", now.minus(DAY.multipliedBy(9)), now.plus(life).plusSeconds(900))
            .withRoles(Role.AGENT);
    PemFiles.writeCertificateAndKey(directory.resolve(file), authority.issue(spec));
  }

  private void ca(String file) {
    PemFiles.writeCertificates(directory.resolve(file), List.of(authority.certificate()));
  }

  @Test
  void listsWhatADirectoryHoldsTheFirstToEndOnTop() {
    agent("deep/er/cert.pem", DAY.multipliedBy(12));
    ca("ca.pem");
    ca("deep/ca.pem");
    agent("soon.pem", DAY);
    PemFiles.writeKey(directory.resolve("key.pem"), authority.certificateAndKey().key());

    var ran = status("--directory", directory.toString());

    var rows = ran.out().lines().map(row -> row.split(" {2,}")).toList();
    assertThat(rows.get(0)).containsExactly("FILE", "SUBJECT", "FOR", "UNTIL", "RENEWAL", "LEFT");
    assertThat(rows.get(1)[0]).isEqualTo(directory.resolve("soon.pem").toString());
    assertThat(List.of(rows.get(1)).subList(1, 3)).containsExactly("n1", "CNAgent");
    assertThat(rows.get(1)[5]).isEqualTo("1 day");
    assertThat(rows.get(2)[0]).isEqualTo(directory.resolve("deep/er/cert.pem").toString());
    assertThat(rows.get(2)[5]).isEqualTo("12 days");
    assertThat(rows.get(3)[0]).isEqualTo(directory.resolve("ca.pem") + " +1");
    assertThat(rows.get(3)[2]).isEqualTo("CA");
    assertThat(rows).hasSize(4);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
  }

  @Test
  void oneThatHasExpiredIsStatus1() {
    agent("old.pem", DAY.negated());
    ca("ca.pem");

    var ran = status("--directory", directory.toString());

    assertThat(ran.out()).containsPattern("old.pem .* expired\n").contains("ca.pem");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void oneThatCannotBeReadIsNamedBesideTheOthers() throws IOException {
    ca("ca.pem");
    Files.writeString(
        directory.resolve("bad.pem"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    var ran = status("--directory", directory.toString());

    assertThat(ran.out()).contains("ca.pem");
    assertThat(ran.err()).startsWith("ciaoctl: " + directory.resolve("bad.pem") + ": ");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void aDirectoryWithoutAnyIsNamed() {
    var empty = status("--directory", directory.toString());
    assertThat(empty.err())
        .isEqualTo(
            "ciaoctl: %s holds no certificate; a *.pem file with one is needed\n"
                .formatted(directory));
    assertThat(empty.status()).isEqualTo(1);

    var missing = status("--directory", directory.resolve("none").toString());
    assertThat(missing.err()).contains("none: there is no such file or directory");
  }

  @Test
  void thoseOfAKubeconfigAreItsFilesAndItsData() throws IOException {
    ca("ca.pem");
    agent("me.pem", DAY.multipliedBy(3));
    var data = Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("me.pem")));
    var config = directory.resolve("config");
    Files.writeString(
        config,
        """
        current-context: none
        clusters: [{name: k, cluster: {server: "https://127.0.0.1:1", certificate-authority: ca.pem}}]
        users:
        - {name: u, user: {client-certificate-data: %s, client-key: none.pem}}
        - {name: t, user: {exec: {command: /bin/false}}}
        """
            .formatted(data));

    var ran = status("--kubeconfig", config.toString());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains(directory.resolve("ca.pem").toString())
        .containsPattern(config + ": user u +n1 +CNAgent .* 3 days\n");
    assertThat(ran.status()).isZero();
  }

  @Test
  void thoseThatTheClusterShowsAreAskedFor() throws IOException {
    try (var server = FakeApiserver.start(directory)) {
      var until = now.plus(Duration.ofHours(5)).plusSeconds(900);
      server.answers(
          "/apis/ciao.io/v1/nodes",
          """
          {"metadata": {}, "items": [
            {"metadata": {"name": "cn1"}, "status": {"certificate":
                {"serialNumber": "3e8", "notBefore": "%s", "notAfter": "%s"}}},
            {"metadata": {"name": "cn2"}, "status": {}}]}
          """
              .formatted(until.minus(Duration.ofHours(24)), until));
      server.answers(
          "/metrics",
          """
          # TYPE ciao_certificate_expiry_seconds gauge
          ciao_certificate_expiry_seconds{certificate="authority"} 3.1536E7
          ciao_certificate_expiry_seconds{certificate="node/cn1"} 18900
          ciao_certificate_expiry_seconds{certificate="scheduler/u1"} 176400
          ciao_certificate_expiry_seconds{certificate="apiserver"} 90000
          """);

      var ran = server.run("cert", "status", "--cluster");

      assertThat(ran.err()).isEmpty();
      assertThat(ran.out())
          .containsPattern(
              "node/cn1 +system:node:cn1 +node +\\S+ +%s +5 hours\n"
                  .formatted(until.minus(Duration.ofHours(8)).truncatedTo(ChronoUnit.SECONDS)))
          .containsPattern("cluster +authority +CA +\\S+ +by hand +36[45] days\n")
          .containsPattern("cluster +scheduler/u1 +Scheduler +\\S+ +by hand +[12] days?\n")
          .containsPattern("cluster +apiserver +API +\\S+ +by hand +1 day\n")
          .doesNotContain("cn2");
    }
  }
}
