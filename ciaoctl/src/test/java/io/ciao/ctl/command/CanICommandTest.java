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

@Isolated("the standard streams are captured")
class CanICommandTest {
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
  void warnsOfAVerbThatDoesNotExist() {
    server.answers(
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        "{\"status\":{\"allowed\":true}}");

    var mistyped = server.run("auth", "can-i", "creat", "instances");

    assertThat(mistyped.out()).isEqualTo("yes\n");
    assertThat(mistyped.err())
        .isEqualTo("Warning: verb \"creat\" is not a known verb; did you mean create?\n");
    assertThat(server.run("auth", "can-i", "create", "instances").err()).isEmpty();
  }
}
