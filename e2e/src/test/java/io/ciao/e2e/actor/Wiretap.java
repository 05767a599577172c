package io.ciao.e2e.actor;

import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A capture of all links at once, in every namespace and container that the cluster had when it
/// began; links that are made there later are seen, too. This machine's own two links are seen at
/// their other ends.
///
/// It ends by itself after three minutes or 20,000 packets in one place, and `stop` then fails, so
/// that nobody takes a part for the whole. Confined to one thread.
public final class Wiretap implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int END_SECONDS = 5;
  private static final int SECONDS_MAX = 180;
  private static final int PACKETS_MAX = 20_000;

  /// One tcpdump.
  ///
  /// @param place whose links it watches
  private record Tap(String place, Process tcpdump, Path printed) {}

  private final List<Tap> taps;

  private Wiretap(List<Tap> taps) {
    this.taps = taps;
  }

  /// Begins, and returns when every place is watched.
  ///
  /// @param filter of tcpdump; it sees what stands in a frame itself, not what is in a tunnel
  static Wiretap start(Cluster cluster, String filter) throws InterruptedException, IOException {
    var directory = Files.createTempDirectory(cluster.directory(), "wiretap");
    var wiretap = new Wiretap(new ArrayList<>());
    try {
      var own = cluster.namespace("");
      for (var namespace : cluster.namespaces()) {
        var enter = List.of("--net=/run/netns/" + namespace);
        wiretap.tap(namespace.substring(own.length()), directory, enter, filter);
      }
      for (var container : containers(cluster).entrySet()) {
        var enter = List.of("-t", container.getValue(), "-n");
        wiretap.tap("container-" + container.getKey(), directory, enter, filter);
      }
      Eventually.within(START_LIMIT)
          .untilAsserted(
              () -> {
                for (var tap : wiretap.taps) {
                  var printed = Files.readString(tap.printed);
                  if (!printed.contains("listening on")) {
                    throw new AssertionError("no tcpdump in " + tap.place + ": " + printed);
                  }
                }
              });
      return wiretap;
    } catch (InterruptedException | RuntimeException | Error e) {
      wiretap.close();
      throw e;
    }
  }

  /// The process of each container by the uid of its instance.
  private static TreeMap<String, String> containers(Cluster cluster) throws InterruptedException {
    var label = "label=io.ciao.cluster=" + cluster.name();
    var found = new TreeMap<String, String>();
    for (var id : cluster.docker("ps", "-q", "--filter", label).succeeded().lines()) {
      var format = "{{index .Config.Labels \"io.ciao.instance\"}} {{.State.Pid}}";
      var words = cluster.docker("inspect", "-f", format, id).succeeded().out().strip().split(" ");
      found.put(words[0], words[1]);
    }
    return found;
  }

  private void tap(String place, Path directory, List<String> enter, String filter) {
    var argv = new ArrayList<>(List.of("timeout", Integer.toString(SECONDS_MAX), "nsenter"));
    argv.addAll(enter);
    argv.addAll(List.of("tcpdump", "-Z", "root", "-i", "any", "-n", "-tt", "-l"));
    argv.addAll(List.of("--immediate-mode", "-s", "256", "-c", Integer.toString(PACKETS_MAX)));
    argv.addAll(Arrays.asList(filter.split(" ")));
    var printed = directory.resolve(place + ".txt");
    taps.add(new Tap(place, Shell.PLAIN.background(printed, argv), printed));
  }

  /// Ends it once what went by so far is written.
  ///
  /// @throws AssertionError if it is not the whole of that
  public Traffic stop() throws InterruptedException, IOException {
    var quiet = new Quiet(taps.stream().map(Tap::printed).toList());
    Eventually.within(STOP_LIMIT).until("every tcpdump has written what it saw", quiet::holds);
    for (var tap : taps) {
      if (!tap.tcpdump.isAlive()) {
        throw new AssertionError(
            "the capture in " + tap.place + " ended by itself: " + Files.readString(tap.printed));
      }
    }
    close();
    var all = new Traffic(new TreeMap<>());
    for (var tap : taps) {
      all = all.with(Traffic.read(tap.place, Files.readString(tap.printed)));
    }
    return all;
  }

  /// Ends it without a look at what it saw.
  @Override
  public void close() {
    taps.forEach(tap -> tap.tcpdump.destroy());
    try {
      for (var tap : taps) {
        if (!tap.tcpdump.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
          tap.tcpdump.descendants().forEach(ProcessHandle::destroyForcibly);
          tap.tcpdump.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
