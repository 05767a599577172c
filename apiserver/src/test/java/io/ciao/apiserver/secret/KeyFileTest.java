package io.ciao.apiserver.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir Path directory;

  @Test
  void apiserversThatStartAtOnceHaveOneKey() throws Exception {
    var file = directory.resolve("secret-keys.yaml");
    var sealing = new HashSet<String>();
    Callable<String> server =
        () -> KeyFile.open(file, new SecureRandom(), () -> 0).ring().sealing().id();

    try (var servers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var id : servers.invokeAll(IntStream.range(0, 8).mapToObj(_ -> server).toList())) {
        sealing.add(id.get());
      }
    }

    assertThat(sealing).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**/.*");
  }
}
