package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class ScaleCommandTest {
  private static final String SET = "/apis/ciao.io/v1/namespaces/default/instancesets/web";

  @TempDir private Path directory;

  @Test
  void showsNothingFromBeforeTheChangeAndSaysThatItWorked() throws IOException {
    try (var server = FakeApiserver.start(directory)) {
      server.answers(SET + "/scale", "{}");
      server.answers(
          SET,
          set(1, "True", "Complete", "1 serves"),
          set(2, "False", "WaitingForInstances", "1 of 2 serve"),
          set(2, "True", "Complete", "2 serve"));

      var ran = server.run("scale", "instanceset/web", "--replicas", "2", "--wait");

      assertThat(ran.err()).isEqualTo("  instanceset/web: WaitingForInstances: 1 of 2 serve\n");
      assertThat(ran.out())
          .isEqualTo(
              """
              instanceset/web scaled
              instanceset/web has 2 of 2 instances ready
              """);
    }
  }

  private static String set(int seen, String status, String reason, String message) {
    return """
    {"metadata":{"name":"web","generation":2},"status":{"replicas":2,"conditions":[
      {"type":"Ready","status":"%s","reason":"%s","message":"%s","observedGeneration":%d}]}}
    """
        .formatted(status, reason, message, seen);
  }
}
