package io.ciao.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.process.ProcessTable;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmMonitorsTest {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));

  @TempDir Path state;

  /// The process is seen to be gone before its last line is read.
  @Test
  void waitsForTheLastWordsOfAMachineWhoseProcessIsGone() throws Exception {
    var files = new QemuFiles(state, "u1");
    Files.createDirectories(QemuFiles.sockets(state));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var monitors = new VmMonitors(new ProcessTable(new CommandRunner()), _ -> {})) {
      server.bind(UnixDomainSocketAddress.of(files.monitorSocket()));
      var opening =
          new FutureTask<>(() -> monitors.of(files, new ManagedProcess(Long.MAX_VALUE, 1)));
      Thread.ofPlatform().start(opening);
      try (var qemu = server.accept()) {
        say(qemu, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}");
        assertThat(qemu.read(ByteBuffer.allocate(1024))).as("its command").isPositive();
        say(qemu, "{\"id\": 1, \"return\": {}}");
        opening.get();

        var words = new FutureTask<>(() -> monitors.lastWords("u1"));
        var asks = Thread.ofPlatform().start(words);
        SOON.until(
            "it waits, or has answered",
            () ->
                EnumSet.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED)
                    .contains(asks.getState()));
        say(qemu, "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-shutdown\"}}");
        qemu.shutdownOutput();

        assertThat(words.get()).contains("the guest shut itself down");
        assertThat(monitors.lastWords("u1")).as("each word once").isEqualTo(Optional.empty());
      }
    }
  }

  private static void say(SocketChannel qemu, String line) throws IOException {
    qemu.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
