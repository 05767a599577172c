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
class StopCommandTest {
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

  @Test
  void waitsUntilThePresentSpecHasBeenActedOn() {
    server.answers(WEB, instance("Running", 2), instance("Stopped", 1), instance("Stopped", 2));

    var ran = server.run("stop", "web", "--wait", "--timeout=60s");

    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            instance/web will stop; it keeps its disk, node and address
            instance/web has stopped
            """);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void doesNotTakeAnotherKindForAnInstance() {
    var ran = server.run("stop", "instanceset/web");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .contains("\"instanceset/web\" is no instance; for a set use: ciaoctl scale");
    assertThat(server.requests()).isEmpty();
  }

  private static String instance(String reason, long observed) {
    return """
    {"metadata":{"name":"web","uid":"u","generation":2},"status":{"binding":{"nodeName":"n"},
      "conditions":[{"type":"Ready","status":"False","reason":"%s","observedGeneration":%d}]}}
    """
        .formatted(reason, observed);
  }
}
