package io.ciao.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {
  @TempDir private Path directory;

  private void write(AuditLog.Retention retention, int from, int until) throws Exception {
    try (AuditLog log = AuditLog.open(directory.resolve("audit.log"), retention)) {
      for (int i = from; i < until; i++) {
        log.add("line %04d\n".formatted(i).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void keepsEveryLineInOrderAcrossARestart() throws Exception {
    write(AuditLog.Retention.DEFAULT, 0, 500);
    write(AuditLog.Retention.DEFAULT, 500, 1_000);

    List<String> lines = Files.readAllLines(directory.resolve("audit.log"));

    assertThat(lines).hasSize(1_000).isSorted();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("audit.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  void rotatesBySizeAndKeepsSoManyFiles() throws Exception {
    AuditLog.Retention small = new AuditLog.Retention(100, 2);
    for (int i = 0; i < 100; i += 5) {
      write(small, i, i + 5);
    }

    List<String> kept = new ArrayList<>();
    for (String name : List.of("audit.log.2", "audit.log.1", "audit.log")) {
      Path file = directory.resolve(name);
      assertThat(Files.size(file)).isLessThanOrEqualTo(100);
      kept.addAll(Files.readAllLines(file));
    }
    assertThat(kept).isSorted().endsWith("line 0099").doesNotHaveDuplicates();
    assertThat(directory.resolve("audit.log.3")).doesNotExist();
  }
}
