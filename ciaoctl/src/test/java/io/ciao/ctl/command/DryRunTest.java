package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("the standard streams are captured")
class DryRunTest {
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

  private static final String WEB = "/apis/ciao.io/v1/namespaces/default/instances/web";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete instance/web --dry-run",
        "run web --workload w --dry-run",
        "label instance/web a=b --dry-run",
        "patch instance/web -p {} --dry-run",
        "create tenant acme --dry-run",
        "rollout undo web --dry-run"
      })
  void isToldWhere(String line) {
    var ran = server.run(line.split(" "));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--dry-run=server").contains("--dry-run=client");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void ofTheClientSendsNothing() {
    server.answers(WEB, "{\"metadata\":{\"name\":\"web\",\"uid\":\"u\"}}");

    var deleted = server.run("delete", "instance/web", "--dry-run=client");
    var labelled = server.run("label", "instance/web", "a=b", "--dry-run=client");

    assertThat(deleted.out()).isEqualTo("instance/web deleted (dry run)\n");
    assertThat(labelled.out()).isEqualTo("instance/web labeled (dry run)\n");
    assertThat(server.requests()).containsOnly("GET " + WEB);
  }
}
