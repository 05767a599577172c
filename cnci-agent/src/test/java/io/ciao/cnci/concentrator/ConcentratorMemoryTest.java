package io.ciao.cnci.concentrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.StoredForms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new build goes on serving what an older one remembered, also while the API is away.
class ConcentratorMemoryTest {
  private static final String FILE = "default_default-4097.json";

  @TempDir private Path directory;

  @Test
  void readsEveryForm() throws IOException {
    var expected = Fixture.concentrator();
    for (var form : StoredForms.of(FILE)) {
      var memory = new ConcentratorMemory(form.getParent());

      assertThat(memory.recall(Fixture.KEY).orElseThrow().spec())
          .as("%s", form)
          .isEqualTo(expected.spec());
    }
  }

  @Test
  void presentFormIsAmongThem() throws IOException {
    var tree = Fixture.tree();
    Fixture.active(tree, "nn1", "198.18.0.20", 600);
    var served = Fixture.concentrator(tree);
    var memory = new ConcentratorMemory(directory);
    memory.remember(Fixture.KEY, served);

    assertThat(memory.recall(Fixture.KEY).orElseThrow().status()).isEqualTo(served.status());
    StoredForms.requirePresent(FILE, Files.readAllBytes(directory.resolve(FILE)));
  }
}
