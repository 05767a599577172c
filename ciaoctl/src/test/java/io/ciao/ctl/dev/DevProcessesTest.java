package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevProcessesTest {
  @TempDir Path directory;

  private DevProcesses processes() {
    var layout = new DevLayout(directory, directory, DevOptions.named("t"));
    return new DevProcesses(layout, new ProcessTable(new CommandRunner()));
  }

  private Path record(String text) throws IOException {
    Files.createDirectories(directory.resolve("run"));
    return Files.writeString(directory.resolve("run/apiserver.json"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"pid\": 1", "{}", "{\"pid\": 1, \"startTicks\": 2}"})
  void recordOfNobodyIsNoReasonToStop(String text) throws IOException {
    var record = record(text);

    assertThat(processes().find("apiserver")).isEmpty();
    processes().stop("apiserver", Duration.ofSeconds(1));

    assertThat(record).doesNotExist();
  }

  @Test
  void findsTheLivingProcessOfARecord() throws IOException {
    var own =
        new ProcessTable(new CommandRunner()).identify(ProcessHandle.current().pid()).orElseThrow();
    record("{\"pid\": %d, \"startTicks\": %d}".formatted(own.pid(), own.startTicks()));

    assertThat(processes().find("apiserver")).contains(own);
  }
}
