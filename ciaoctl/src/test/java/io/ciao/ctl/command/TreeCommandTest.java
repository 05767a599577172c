package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class TreeCommandTest {
  @TempDir private Path directory;

  @Test
  void asksForSeveralListsAtOnce() throws IOException {
    try (var server = FakeApiserver.start(directory)) {
      server
          .answers(
              "/apis/ciao.io/v1/namespaces/default/instances/web",
              "{\"metadata\":{\"name\":\"web\",\"uid\":\"u\"}}")
          .answersTogether(4);

      var ran = server.run("tree", "web");

      assertThat(ran.out()).contains("instance/web");
      assertThat(ran.status()).isZero();
      assertThat(server.wereTogether()).isTrue();
    }
  }
}
