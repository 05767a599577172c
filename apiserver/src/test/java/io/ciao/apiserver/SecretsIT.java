package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets as etcd holds them, and the exchange of their key, on a real etcd.
@Tag("api")
final class SecretsIT {
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  private static final String PREFIX = "/ciao/secrets/default/";

  @TempDir private Path directory;
  private TestServer server;
  private TestClient admin;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void create(String name, String value) throws Exception {
    String body =
        """
        {"metadata":{"name":"%s","annotations":{"note":"%s"}},"stringData":{"password":"%s"}}\
        """
            .formatted(name, value, value);
    assertThat(admin.post(SECRETS, body).code()).isEqualTo(201);
  }

  private String password(String name) throws Exception {
    String text = admin.get(SECRETS + "/" + name).json().at("/data/password").asText();
    return new String(Base64.getDecoder().decode(text), java.nio.charset.StandardCharsets.UTF_8);
  }

  private String raw(String name) throws Exception {
    return server.etcdctl("get", PREFIX + name, "--print-value-only");
  }

  private Path file() {
    return server.state().resolve("secret-keys.yaml");
  }

  private void write(String keys) throws IOException {
    Files.writeString(file(), keys);
    Files.setLastModifiedTime(file(), FileTime.from(Instant.now().plusSeconds(5)));
  }

  private static String newKey(String id) {
    byte[] bytes = new byte[32];
    bytes[3] = 7;
    return "- {id: " + id + ", key: '" + Base64.getEncoder().encodeToString(bytes) + "'}\n";
  }

  @Test
  void valuesNeverStandInEtcd() throws Exception {
    create("one", "hunter2-and-more");

    assertThat(password("one")).isEqualTo("hunter2-and-more");
    assertThat(admin.get(SECRETS + "/one").json().at("/metadata/annotations/note").asText())
        .isEqualTo("hunter2-and-more");
    String base64 = Base64.getEncoder().encodeToString("hunter2-and-more".getBytes());
    assertThat(raw("one"))
        .contains("kind: Secret", "sealed:")
        .doesNotContain("hunter2-and-more", base64, "password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    server.restart();
    assertThat(password("one")).isEqualTo("hunter2-and-more");
    assertThat(server.etcdctl("get", "/ciao-sys/secret-key", "--print-value-only"))
        .startsWith("key-");
  }

  @Test
  void theKeyIsExchangedWhileItServes() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      create(name, "value of " + name);
    }
    Eventually.within(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(server.etcdctl("get", "/ciao-sys/secret-key", "--print-value-only"))
                    .isNotBlank());
    String old = Files.readString(file()).replaceFirst("(?s)^.*keys:\n", "");

    write("keys:\n" + newKey("second") + old);

    Eventually.within(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              for (String name : List.of("a", "b", "c")) {
                assertThat(raw(name)).contains("key: second");
              }
              assertThat(server.etcdctl("get", "/ciao-sys/secret-key", "--print-value-only"))
                  .startsWith("second");
            });
    write("keys:\n" + newKey("second"));
    server.restart();
    for (String name : List.of("a", "b", "c")) {
      assertThat(password(name)).isEqualTo("value of " + name);
    }
  }

  @Test
  void withoutTheKeyItDoesNotStartAndSaysWhy() throws Exception {
    create("kept", "kept");
    Eventually.within(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(server.etcdctl("get", "/ciao-sys/secret-key", "--print-value-only"))
                    .isNotBlank());
    String good = Files.readString(file());
    write("keys:\n" + newKey("foreign"));

    assertThatThrownBy(() -> server.restart())
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            Pattern.compile(
                ".*sealed with the key key-[0-9a-f]+, which .* lacks.*", Pattern.DOTALL));

    write(good);
    server.restart();
    assertThat(password("kept")).isEqualTo("kept");
  }

  @Test
  void aSecretThatWasMovedInEtcdIsNotServed() throws Exception {
    create("mine", "mine");
    String stolen = raw("mine").replace("name: mine", "name: theirs");
    server.etcdctl("put", PREFIX + "theirs", stolen);
    create("after", "after");

    assertThat(admin.get(SECRETS + "/theirs").code()).isEqualTo(404);
    assertThat(password("mine")).isEqualTo("mine");
  }
}
