package io.ciao.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandFailedException;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.host.HostProbe;
import io.ciao.linux.net.NetNamespace;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("networks")
final class SpawnIT {
  @TempDir Path directory;

  private final CommandRunner commands = new CommandRunner();
  private final ProcessTable processes = new ProcessTable(commands);
  private final Spawn spawn = new Spawn(processes);

  private SpawnRequest request(String... argv) {
    return new SpawnRequest(
        "start the test program",
        List.of(argv),
        NetNamespace.CURRENT,
        directory.resolve("log"),
        Map.of("WORD", "hello"));
  }

  @Test
  void childHasItsOwnSessionAndItsPid() throws Exception {
    var child = spawn.start(request("sleep", "300"));
    try {
      var facts = processes.read(child.pid()).orElseThrow();
      assertThat(facts.process()).isEqualTo(child);
      var session =
          commands.require(Command.of("ps", List.of("cat", "/proc/" + child.pid() + "/stat")));
      assertThat(session.split("\\) ")[1].split(" ")[3]).isEqualTo(Long.toString(child.pid()));
    } finally {
      assertThat(processes.signal(child, "TERM")).isTrue();
    }
    Eventually.within(Duration.ofSeconds(5)).until("it is gone", () -> !processes.alive(child));
    assertThat(processes.signal(child, "TERM")).isFalse();
  }

  @Test
  void programThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> spawn.start(request("/no/such/program")))
        .isInstanceOf(SpawnFailedException.class)
        .hasMessageContainingAll("could not start the test program", "/no/such/program");
  }

  /// A script runs under its interpreter's arguments, never under its own: it cannot be taken for
  /// started in the moment before it ends, as a program could.
  @Test
  void programThatEndsFirstShowsItsWords() throws Exception {
    var script = directory.resolve("broken");
    Files.writeString(script, "#!/bin/sh\necho the disk is missing\nexit 3\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> spawn.start(request(script.toString())))
        .isInstanceOf(SpawnFailedException.class)
        .hasMessageContainingAll(script.toString(), "ended with status 3", "the disk is missing");
  }

  @Test
  void commandThatTakesTooLongIsKilled() {
    var slow = new Command("wait", List.of("sleep", "30"), null, Duration.ofMillis(100));
    assertThatThrownBy(() -> commands.run(slow))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("did not end within 100 ms");
  }

  @Test
  void commandThatFailsSaysWhatWasAttemptedAndAnswered() {
    var command = Command.of("read a file", List.of("cat", "/no/such/file"));
    assertThatThrownBy(() -> commands.require(command))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContainingAll("could not read a file", "No such file or directory");
  }

  @Test
  void machineHasASize() {
    var probe = new HostProbe();
    var facts = probe.read();
    assertThat(facts.memoryTotalBytes()).isGreaterThan(facts.memoryAvailableBytes());
    assertThat(facts.cpus()).isPositive();
    assertThat(facts.kernel()).isNotEmpty();
    assertThat(probe.diskFreeBytes(directory)).isPositive();
  }
}
