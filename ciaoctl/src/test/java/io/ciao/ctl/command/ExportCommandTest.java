package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ctl.FakeApiserver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the standard streams are captured")
class ExportCommandTest {
  @TempDir private Path directory;

  @Test
  void saysWhatIsLeftOutAndTheWayBack() throws IOException {
    var out = directory.resolve("out");
    try (var server = FakeApiserver.start(directory)) {
      server.answers(
          "/apis/ciao.io/v1/tenants/default",
          """
          {"apiVersion":"ciao.io/v1","kind":"Tenant","metadata":{"name":"default"},"spec":{}}
          """);

      assertThat(server.run("export", out.toString()).out())
          .isEqualTo(
              """
              1 objects of tenant default are in %1$s (Secrets left out: --with-secrets)
              Apply them again: ciaoctl apply -k %1$s
              """
                  .formatted(out));
    }
  }
}
