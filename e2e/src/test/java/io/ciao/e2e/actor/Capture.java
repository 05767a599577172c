package io.ciao.e2e.actor;

import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What went over a link while it was watched.
public final class Capture {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final int END_SECONDS = 5;

  /// What tunnels send, to nodes and to concentrators.
  public static final String TUNNELS = "udp port 4789 or udp port 8472";

  private final Process tcpdump;
  private final Path file;

  private Capture(Process tcpdump, Path file) {
    this.tcpdump = tcpdump;
    this.file = file;
  }

  /// Begins to capture, and returns when it does.
  public static Capture start(Cluster cluster, String node, String link)
      throws InterruptedException, IOException {
    var file = Files.createTempFile(cluster.directory(), "capture", ".pcap");
    var said = Files.createTempFile(cluster.directory(), "capture", ".txt");
    var argv =
        List.of(
            "nsenter",
            "--net=/run/netns/" + cluster.namespace(node),
            "tcpdump",
            "-Z",
            "root",
            "-i",
            link,
            // Else the kernel hands packets over a second late, and an end loses them.
            "--immediate-mode",
            "-U",
            "-s",
            "256",
            "-w",
            file.toString());
    var tcpdump = Shell.PLAIN.background(said, argv);
    Eventually.within(START_LIMIT)
        .until("tcpdump listens", () -> Files.readString(said).contains("listening on"));
    Files.delete(said);
    return new Capture(tcpdump, file);
  }

  /// Ends it once what went by so far is written: nothing new has come for a moment.
  public void stop() throws InterruptedException {
    var quiet = new Quiet(file);
    Eventually.within(STOP_LIMIT).until("tcpdump has written what it saw", quiet::holds);
    tcpdump.destroy();
    if (!tcpdump.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      tcpdump.destroyForcibly();
    }
  }

  /// The captured packets that pass a filter, as tcpdump words them; what was inside a tunnel
  /// stands behind it.
  public List<String> packets(String filter) throws InterruptedException {
    var lines =
        Shell.PLAIN
            .run("tcpdump", "-n", "-tt", "-r", file.toString(), filter)
            .succeeded()
            .out()
            // It takes the second port's for OTV, whose header is the same.
            .replaceAll("OTV, flags \\[I] \\(0x08\\), overlay 0, instance ", "VXLAN, vni ")
            .lines();
    var packets = new ArrayList<String>();
    for (var line : lines.toList()) {
      if (line.matches("\\d+\\.\\d+ .*") || packets.isEmpty()) {
        packets.add(line);
      } else {
        packets.set(packets.size() - 1, packets.getLast() + " | " + line);
      }
    }
    return packets;
  }

  /// Whether a file has kept its size for a moment. Confined to one thread.
  private static final class Quiet {
    private final Path file;
    private long size = -1;
    private long since;

    Quiet(Path file) {
      this.file = file;
    }

    boolean holds() throws IOException {
      var now = System.nanoTime();
      var found = Files.size(file);
      if (found != size) {
        size = found;
        since = now;
      }
      return now - since >= QUIET.toNanos();
    }
  }
}
