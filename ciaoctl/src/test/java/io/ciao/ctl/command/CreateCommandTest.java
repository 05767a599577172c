package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class CreateCommandTest {
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
  void makesAKeyOfItsPublicHalf() throws IOException {
    var file = Files.writeString(directory.resolve("id.pub"), "ssh-ed25519 AAAA me\n");

    var ran = create("sshkey", "mine", "--from-file", file.toString());

    assertThat(ran.out())
        .contains("kind: SSHKey", "name: mine", "publicKey: \"ssh-ed25519 AAAA me\"\n");
  }

  @Test
  void neverSendsAPrivateKey() throws IOException {
    var file = Files.writeString(directory.resolve("id"), "-----BEGIN OPENSSH PRIVATE KEY-----\n");

    var ran = create("sshkey", "mine", "--from-file", file.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("is a private key and is not sent").contains("id.pub");
  }

  @Test
  void makesAnImageOfAFileWithItsChecksum() throws IOException {
    var file = Files.writeString(directory.resolve("d.qcow2"), "abc");

    var ran = create("image", "debian", "--from-file", file.toString());

    assertThat(ran.out())
        .contains("format: qcow2", "path: " + file.toAbsolutePath())
        .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThat(create("sshkey", "mine").err())
        .contains("sshkey mine needs one file, for example --from-file ~/.ssh/id_ed25519.pub");
    assertThat(create("image", "debian", "--from-file", directory + "/no").err())
        .contains(directory + "/no cannot be read: there is no such file");
  }

  private FakeApiserver.Ran create(String... words) {
    var line = new ArrayList<>(List.of("create"));
    line.addAll(List.of(words));
    line.addAll(List.of("--dry-run=client", "-o", "yaml"));
    return server.run(line.toArray(String[]::new));
  }
}
