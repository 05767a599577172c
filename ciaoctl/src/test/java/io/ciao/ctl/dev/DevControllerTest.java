package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.ctl.ssntp.SsntpTailCommand;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What looks at the scheduler of a single-machine cluster.
class DevControllerTest {
  private static final int NOBODY_LISTENS = 1;

  @Test
  void addressAndCertificateAreFoundBesideTheKubeconfig(@TempDir Path directory) throws Exception {
    var options = DevOptions.named("b").withPorts(NOBODY_LISTENS, NOBODY_LISTENS, List.of());
    var layout = new DevLayout(directory, directory, options);
    DevCertificates.ensure(layout, Instant.now());
    DevKubeconfig.write(layout);
    Files.write(directory.resolve("dev.json"), Json.write(Json.toTree(options)));

    var holder = TlsFiles.in(DevCluster.controllerTls(directory)).read().identity();
    var command = new SsntpTailCommand();
    new CommandLine(command).parseArgs("--kubeconfig", layout.kubeconfig().toString());

    assertThat(holder.roles()).isEqualTo(Roles.of(Role.CONTROLLER));
    assertThat(holder.organizations()).isEmpty();
    // The certificate is taken, and nobody listens at the port of dev.json.
    assertThat(command.call()).isEqualTo(3);
  }
}
