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

  /// Begins to capture on every link of the cluster at once, and returns when it does.
  ///
  /// @param filter of tcpdump; it sees what stands in a frame itself, not what is in a tunnel
  public static Wiretap everywhere(Cluster cluster, String filter)
      throws InterruptedException, IOException {
    return Wiretap.start(cluster, filter);
  }

  /// Ends it once what went by so far is written: nothing new has come for a moment.
  public void stop() throws InterruptedException {
    var quiet = new Quiet(List.of(file));
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
        Shell.PLAIN.run("tcpdump", "-n", "-tt", "-r", file.toString(), filter).succeeded().out();
    var packets = new ArrayList<String>();
    for (var line : Traffic.plain(lines).lines().toList()) {
      if (line.matches("\\d+\\.\\d+ .*") || packets.isEmpty()) {
        packets.add(line);
      } else {
        packets.set(packets.size() - 1, packets.getLast() + " | " + line);
      }
    }
    return packets;
  }
}
