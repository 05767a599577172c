package io.ciao.ctl.create;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The pair that `ciaoctl create sshkey` makes is one to the ssh client's own tools.
@Isolated("the standard streams are captured")
class NewSshKeyIT {
  @TempDir private Path directory;

  @Test
  void sshKeygenFindsTheStoredHalfInTheFile() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "no ssh-keygen");
    var file = directory.resolve("key");
    try (var server = FakeApiserver.start(directory)) {
      var keys = "/apis/ciao.io/v1/namespaces/default/sshkeys";
      server.answers(keys, "{}");

      var ran = server.run("create", "sshkey", "mine", "--generate", "--out", file.toString());

      assertThat(ran.err()).startsWith("Its private half is in " + file);
      assertThat(server.bodies("POST " + keys)).last().asString().contains(publicHalf(file));
    }
  }

  private static String publicHalf(Path file) throws IOException, InterruptedException {
    var process = new ProcessBuilder("ssh-keygen", "-y", "-P", "", "-f", file.toString()).start();
    var line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return line.strip();
  }
}
