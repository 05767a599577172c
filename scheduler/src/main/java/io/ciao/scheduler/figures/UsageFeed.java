package io.ciao.scheduler.figures;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.usage.Amounts;
import io.ciao.api.usage.InstanceUsage;
import io.ciao.api.usage.NodeUsage;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.ssntp.payload.InstanceStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every apiserver every 5 s what nodes and instances use: each keeps it in its own memory.
/// Only the leader does. What is not taken is not repeated; the next telling is newer.
///
/// A virtual thread an apiserver, so that one which hangs holds up itself alone.
public final class UsageFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageFeed.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int MIB_SHIFT = 20;
  private static final long MILLI = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// A request stays below a MiB or so.
  private static final int INSTANCES_MAX = 8_192;

  private final NodeBoard board;
  private final Leadership leadership;
  private final LongSupplier nanoTime;
  private final List<Thread> threads = new ArrayList<>();

  private UsageFeed(NodeBoard board, Leadership leadership, LongSupplier nanoTime) {
    this.board = board;
    this.leadership = leadership;
    this.nanoTime = nanoTime;
  }

  /// Begins.
  ///
  /// @param apiservers one client for each
  public static UsageFeed start(
      NodeBoard board, Leadership leadership, LongSupplier nanoTime, List<ApiClient> apiservers) {
    var feed = new UsageFeed(board, leadership, nanoTime);
    for (var apiserver : apiservers) {
      feed.threads.add(
          Thread.ofVirtual().name("usage-feed").start(() -> feed.feedForEver(apiserver)));
    }
    return feed;
  }

  private void feedForEver(ApiClient apiserver) {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        if (leadership.term().isPresent()) {
          feed(apiserver);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void feed(ApiClient apiserver) {
    try {
      for (var batch : batches(items(board, nanoTime.getAsLong()))) {
        apiserver.post(ResourceType.NODES.path((String) null) + ":usage", NodeUsage.body(batch));
      }
    } catch (ApiException | ApiUnreachableException e) {
      LOG.debug("usage was not taken problem={}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("usage cannot be told", e);
    }
  }

  /// What there is to tell: nodes that said something of what is used.
  static List<NodeUsage> items(NodeBoard board, long nowNanos) {
    var items = new ArrayList<NodeUsage>();
    for (var entry : board.entries()) {
      var usage = entry.usage();
      if (usage != null) {
        items.add(item(entry, usage, nowNanos));
      }
    }
    return items;
  }

  private static NodeUsage item(NodeBoard.Entry entry, NodeBoard.Usage usage, long nowNanos) {
    var figures = entry.figures();
    var cpu = usage.cpu().cpuMilli();
    var cpus = figures.cpusOnline();
    return new NodeUsage(
        entry.name(),
        Math.max(0, (nowNanos - usage.heardNanos()) / NANOS_PER_MILLI),
        new Amounts(
            cpu.isPresent() ? cpu.getAsLong() : null,
            used(figures.memTotalMb(), figures.memAvailableMb()),
            used(figures.diskTotalMb(), figures.diskAvailableMb())),
        new Amounts(
            cpus < 0 ? -1 : cpus * MILLI,
            bytes(figures.memTotalMb()),
            bytes(figures.diskTotalMb())),
        (long) figures.load(),
        usage.instances().stream().map(stats -> instance(usage, stats)).toList());
  }

  private static InstanceUsage instance(NodeBoard.Usage usage, InstanceStats stats) {
    return new InstanceUsage(
        stats.instanceUuid(),
        new Amounts(
            usage.cpu().instances().get(stats.instanceUuid()),
            bytes(stats.memoryUsageMb()),
            bytes(stats.diskUsageMb())));
  }

  private static long used(int totalMb, int availableMb) {
    return totalMb < 0 || availableMb < 0 ? -1 : bytes(totalMb) - bytes(availableMb);
  }

  private static long bytes(int mebibytes) {
    return mebibytes < 0 ? -1 : (long) mebibytes << MIB_SHIFT;
  }

  /// As many items a request as it may have.
  static List<List<NodeUsage>> batches(List<NodeUsage> items) {
    var batches = new ArrayList<List<NodeUsage>>();
    var batch = new ArrayList<NodeUsage>();
    var instances = 0;
    for (var item : items) {
      var full =
          batch.size() == NodeUsage.ITEMS_MAX
              || instances + item.instances().size() > INSTANCES_MAX;
      if (full && !batch.isEmpty()) {
        batches.add(List.copyOf(batch));
        batch.clear();
        instances = 0;
      }
      batch.add(item);
      instances += item.instances().size();
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
