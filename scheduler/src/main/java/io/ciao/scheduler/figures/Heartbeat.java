package io.ciao.scheduler.figures;

import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Status;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A line a second for whoever sits at the scheduler's console, with a header now and then: which
/// scheduler this is, who is connected, and what the nodes last said of themselves.
public final class Heartbeat implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int BEATS_PER_HEADER = 22;
  private static final int CONTROLLERS_MAX = 2;
  private static final int NODES_MAX = 4;
  private static final int UUID_SHOWN = 8;

  /// What a beat shows.
  ///
  /// @param leads whether this scheduler leads
  /// @param controllers UUIDs of those that are connected, oldest first
  public record Beat(boolean leads, List<String> controllers, List<NodeBoard.Entry> nodes) {
    public Beat {
      controllers = List.copyOf(controllers);
      nodes = nodes.stream().filter(node -> node.status().isPresent()).toList();
    }
  }

  private final Thread thread;

  private Heartbeat(Supplier<Beat> beats, PrintStream out) {
    this.thread = Thread.ofVirtual().name("heartbeat").unstarted(() -> beatForEver(beats, out));
  }

  /// Begins to print.
  public static Heartbeat start(Supplier<Beat> beats, PrintStream out) {
    var heartbeat = new Heartbeat(beats, out);
    heartbeat.thread.start();
    return heartbeat;
  }

  private static void beatForEver(Supplier<Beat> beats, PrintStream out) {
    try {
      for (long count = 0; ; count++) {
        lines(beats.get(), count).forEach(out::println);
        out.flush();
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts.
      Thread.currentThread().interrupt();
    }
  }

  /// What one beat prints.
  ///
  /// @param count of beats before it
  static List<String> lines(Beat beat, long count) {
    var lines = new ArrayList<String>();
    if (count % BEATS_PER_HEADER == 0) {
      lines.add(row("Scheduler", "Controllers", "Compute Nodes", "Network Nodes"));
    }
    var role = beat.leads() ? "MASTER" : "BACKUP";
    if (beat.controllers().isEmpty() && beat.nodes().isEmpty()) {
      lines.add(row(role, "** idle / disconnected **", "", ""));
    } else {
      lines.add(
          row(
              role,
              controllers(beat.controllers()),
              nodes(beat.nodes(), Role.AGENT, "-no Compute Nodes-"),
              nodes(beat.nodes(), Role.NET_AGENT, "-no Network Nodes-")));
    }
    return lines;
  }

  private static String row(String scheduler, String controllers, String compute, String network) {
    return "%-10s %-26s %s  %s".formatted(scheduler, controllers, compute, network).stripTrailing();
  }

  private static String controllers(List<String> uuids) {
    return uuids.isEmpty()
        ? "-no Controller-"
        : joined(
            uuids.stream().map(uuid -> "controller-" + shortened(uuid)).toList(), CONTROLLERS_MAX);
  }

  private static String nodes(List<NodeBoard.Entry> nodes, Role role, String none) {
    var texts = nodes.stream().filter(n -> n.roles().contains(role)).map(Heartbeat::node).toList();
    return texts.isEmpty() ? none : joined(texts, NODES_MAX);
  }

  private static String joined(List<String> texts, int max) {
    var shown = String.join(",", texts.subList(0, Math.min(max, texts.size())));
    return texts.size() > max ? shown + ",+" + (texts.size() - max) : shown;
  }

  /// `node-<uuid>:READY:<free>/<total>,disk:<free>/<total>,<load>`, in MiB; `?`: unknown.
  private static String node(NodeBoard.Entry node) {
    var figures = node.figures();
    return "node-%s:%s:%s/%s,disk:%s/%s,%s"
        .formatted(
            shortened(node.uid()),
            node.status().map(Status::name).orElse(""),
            known(figures.memAvailableMb()),
            known(figures.memTotalMb()),
            known(figures.diskAvailableMb()),
            known(figures.diskTotalMb()),
            known(figures.load()));
  }

  private static String shortened(String uuid) {
    return uuid.substring(0, Math.min(UUID_SHOWN, uuid.length()));
  }

  private static String known(int figure) {
    return figure < 0 ? "?" : Integer.toString(figure);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
