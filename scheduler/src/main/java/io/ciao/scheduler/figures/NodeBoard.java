package io.ciao.scheduler.figures;

import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.payload.InstanceStats;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.payload.UsageExtension;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What each node last said of itself, by every scheduler, leader or not. One that is gone is
/// remembered for an hour. Safe for many threads.
public final class NodeBoard {
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final UsageExtension UNKNOWN = new UsageExtension(OptionalLong.empty(), Map.of());

  /// One node.
  ///
  /// @param name from its certificate
  /// @param status what it last said; CONNECTED if nothing yet; empty while it has no connection
  /// @param figures of the machine
  /// @param usage what it told last of what is used; null: nothing yet
  /// @param heardNanos when the figures came
  public record Entry(
      String name,
      String uid,
      Roles roles,
      Optional<Status> status,
      NodeFigures figures,
      @Nullable Usage usage,
      long heardNanos) {
    private Entry with(Optional<Status> now) {
      return new Entry(name, uid, roles, now, figures, usage, heardNanos);
    }

    private Entry with(NodeFigures newer, long nanos) {
      return new Entry(name, uid, roles, status, newer, usage, nanos);
    }

    private Entry with(Usage newer) {
      return new Entry(name, uid, roles, status, figures, newer, heardNanos);
    }
  }

  /// What is used, by one STATS.
  public record Usage(UsageExtension cpu, List<InstanceStats> instances, long heardNanos) {
    public Usage {
      instances = List.copyOf(instances);
    }
  }

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /// @param nanoTime a monotonic clock
  public NodeBoard(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// A node has a connection; what it said before is kept.
  public void connected(String uid, String name, Roles roles) {
    entries.compute(
        uid,
        (_, before) ->
            new Entry(
                name,
                uid,
                roles,
                Optional.of(Status.CONNECTED),
                before == null ? NodeFigures.UNKNOWN : before.figures(),
                before == null ? null : before.usage(),
                before == null ? nanoTime.getAsLong() : before.heardNanos()));
  }

  /// A node has none any more.
  public void disconnected(String uid) {
    var now = nanoTime.getAsLong();
    entries.computeIfPresent(uid, (_, before) -> before.with(Optional.empty()));
    entries
        .values()
        .removeIf(
            entry -> entry.status().isEmpty() && now - entry.heardNanos() > REMEMBERED.toNanos());
  }

  /// A node said how it is.
  public void status(String uid, Status status) {
    entries.computeIfPresent(uid, (_, before) -> before.with(Optional.of(status)));
  }

  /// A node told its figures.
  public void figures(String uid, NodeFigures figures) {
    var now = nanoTime.getAsLong();
    entries.computeIfPresent(uid, (_, before) -> before.with(figures, now));
  }

  /// A node sent STATS. One that carries reports says nothing of what is used.
  public void stats(String uid, Stats stats) {
    figures(uid, stats.figures());
    var ciao = stats.ciao();
    if (ciao == null || ciao.reports().isEmpty()) {
      var cpu = UsageExtension.of(stats).orElse(UNKNOWN);
      var usage = new Usage(cpu, stats.instances(), nanoTime.getAsLong());
      entries.computeIfPresent(uid, (_, before) -> before.with(usage));
    }
  }

  /// All of them by name, those with a compute node's role first.
  public List<Entry> entries() {
    return entries.values().stream()
        .sorted(
            Comparator.comparing((Entry entry) -> !entry.roles().contains(Role.AGENT))
                .thenComparing(Entry::name))
        .toList();
  }
}
