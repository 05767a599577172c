package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.ctl.FakeApiserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// `ciaoctl cert status` of a single-machine cluster.
@Isolated("the standard streams are captured")
class DevCertificatesStatusTest {
  @Test
  void theCertificatesOfTheClusterAreFoundBesideTheKubeconfig(@TempDir Path directory)
      throws Exception {
    var options = DevOptions.named("b");
    var layout = new DevLayout(directory, directory, options);
    DevCertificates.ensure(layout, Instant.now().minus(Duration.ofDays(400)));
    DevKubeconfig.write(layout);
    Files.write(directory.resolve("dev.json"), Json.write(Json.toTree(options)));
    var link = Files.createSymbolicLink(directory.resolve("link"), layout.kubeconfig());

    var ran = FakeApiserver.capture("cert", "status", "--kubeconfig", link.toString());

    assertThat(ran.out())
        .containsPattern("tls/scheduler/cert.pem +ciao:scheduler +Server-Scheduler .* expired\n")
        .containsPattern("tls/ca.pem \\+\\d+ +ciao dev CA +CA .* expired\n")
        .containsPattern("tls/admin/cert.pem \\+1 +admin +API .* expired\n");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isEqualTo(1);
  }
}
