package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.StoredForms;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new build finds the etcd that an older one has started.
class EtcdRecordTest {
  private static final EtcdRecord RECORD =
      new EtcdRecord(
          List.of(URI.create("https://127.0.0.1:2379")),
          URI.create("https://127.0.0.1:2380"),
          4711,
          123_456);

  @TempDir private Path directory;

  @Test
  void readsEveryForm() throws IOException {
    for (Path form : StoredForms.of("etcd.json")) {
      assertThat(EtcdRecord.read(form.getParent())).as("%s", form).isEqualTo(RECORD);
    }
  }

  @Test
  void presentFormIsAmongThem() throws IOException {
    RECORD.write(directory);

    StoredForms.requirePresent("etcd.json", Files.readAllBytes(directory.resolve("etcd.json")));
  }
}
