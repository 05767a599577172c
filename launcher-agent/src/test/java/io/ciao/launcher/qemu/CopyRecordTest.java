package io.ciao.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.testkit.StoredForms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new build finds the virtual machines of an older one.
class CopyRecordTest {
  private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path directory;

  private static CopyRecord running() {
    return CopyRecord.fresh(new InstanceName("0b7c3b1e-6a43-4b3a-9f0e-1f2d3c4b5a69", "shop", "web"))
        .starting(448, STARTED)
        .running(new ManagedProcess(4711, 123_456));
  }

  private static CopyRecord asked() {
    return running().asked(STARTED.plusSeconds(30));
  }

  private static CopyRecord over() {
    return running().over(new Ending(STARTED.plusSeconds(60), null, "the guest shut itself down"));
  }

  private byte[] written(CopyRecord copy) throws Exception {
    var file = directory.resolve("record");
    copy.write(file);
    return Files.readAllBytes(file);
  }

  @Test
  void readsEveryForm() throws Exception {
    for (var form : StoredForms.of("copy-running.json")) {
      assertThat(CopyRecord.read(form)).as("%s", form).contains(running());
    }
    for (var form : StoredForms.of("copy-asked.json")) {
      assertThat(CopyRecord.read(form)).as("%s", form).contains(asked());
    }
    for (var form : StoredForms.of("copy-over.json")) {
      assertThat(CopyRecord.read(form)).as("%s", form).contains(over());
    }
  }

  @Test
  void presentFormIsAmongThem() throws Exception {
    StoredForms.requirePresent("copy-running.json", written(running()));
    StoredForms.requirePresent("copy-asked.json", written(asked()));
    StoredForms.requirePresent("copy-over.json", written(over()));
  }
}
