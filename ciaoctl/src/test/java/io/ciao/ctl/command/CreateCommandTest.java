package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SchemaValidator;
import io.ciao.api.schema.Violation;
import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  @Test
  void makesASecurityGroupOfRulesInShort() {
    var ran =
        create(
            "securitygroup",
            "web",
            "--allow",
            "tcp:22,icmp",
            "--allow=tcp:5432-5440@group:db,udp:53@fd00::/8",
            "--allow-egress=any@10.0.0.0/8");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            apiVersion: ciao.io/v1
            kind: SecurityGroup
            metadata:
              name: web
              namespace: default
            spec:
              egress:
              - peers:
                - cidr: "10.0.0.0/8"
                protocol: any
              ingress:
              - ports:
                - 22
                protocol: tcp
              - protocol: icmp
              - peers:
                - securityGroup: db
                ports:
                - "5432-5440"
                protocol: tcp
              - peers:
                - cidr: "fd00::/8"
                ports:
                - 53
                protocol: udp
            """);
    assertThat(violations(ran.out())).isEmpty();
  }

  @Test
  void leavesToTheServerWhatNothingIsSaidOf() {
    assertThat(create("securitygroup", "shut").out()).endsWith("spec: {}\n");
  }

  @Test
  void makesAnExternalIpOfAPool() {
    var all =
        create(
            "externalip",
            "web",
            "--pool=public",
            "--address=198.51.100.7",
            "--instance=instance/web");

    assertThat(all.out())
        .contains("kind: ExternalIP\n")
        .contains("  pool: public\n", "  address: \"198.51.100.7\"\n", "  instance: web\n");
    assertThat(violations(all.out())).isEmpty();
    assertThat(create("eip", "web", "--pool", "public").out()).endsWith("spec:\n  pool: public\n");
  }

  @Test
  void makesAPairOfKeysAndStoresItsPublicHalf() throws IOException {
    server.answers("/apis/ciao.io/v1/namespaces/default/sshkeys", "{}");
    var file = directory.resolve("key");

    var ran = server.run("create", "sshkey", "mine", "--generate", "--out", file.toString());

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo("sshkey/mine created\n");
    assertThat(ran.err()).contains("private half is in " + file).doesNotContain("PRIVATE KEY");
    assertThat(Files.readString(file)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n");
    assertThat(server.bodies("POST /apis/ciao.io/v1/namespaces/default/sshkeys"))
        .hasSize(2)
        .allMatch(body -> body.contains("\"publicKey\":\"ssh-ed25519 AAAA"))
        .noneMatch(body -> body.contains("PRIVATE"));
  }

  @Test
  void writesNoKeyThatTheServerRefuses() {
    var file = directory.resolve("key");

    var ran = server.run("create", "sshkey", "mine", "--generate", "--out", file.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).startsWith("ciaoctl: create sshkey mine: ");
    assertThat(file).doesNotExist();
  }

  @Test
  void printsAPairWithoutKeepingIt() {
    var file = directory.resolve("key");

    var ran = create("sshkey", "mine", "--generate", "--out", file.toString());

    assertThat(ran.out()).contains("publicKey: \"ssh-ed25519 AAAA").doesNotContain("PRIVATE");
    assertThat(ran.err()).contains("No file is written in a dry run");
    assertThat(file).doesNotExist();
    assertThat(server.requests()).isEmpty();
  }

  private static List<Violation> violations(String yaml) {
    var object = ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
    var kind = KindRegistry.load().require(object.path("kind").asText());
    return SchemaValidator.validate(kind, object);
  }

  private FakeApiserver.Ran create(String... words) {
    var line = new ArrayList<>(List.of("create"));
    line.addAll(List.of(words));
    line.addAll(List.of("--dry-run=client", "-o", "yaml"));
    return server.run(line.toArray(String[]::new));
  }
}
