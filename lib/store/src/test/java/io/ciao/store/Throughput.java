package io.ciao.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Prints how many objects per second go through the store to a watch, 64 in flight, on this
/// machine with its disk. Run by hand; no test.
public final class Throughput {
  private static final int IN_FLIGHT = 64;
  private static final int ROUNDS = 5;
  private static final int WRITES = 200;
  private static final double TICK_MICROS = 10_000;

  private Throughput() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("ciao-throughput");
    try (EmbeddedEtcd etcd = EmbeddedEtcd.start(directory);
        EtcdConnection connection = EtcdConnection.open(EtcdEndpoint.embedded(directory));
        EtcdStore store =
            EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER))) {
      System.out.println("etcd pid " + etcd.pid().orElseThrow());
      store.awaitCurrent();
      for (int round = 1; round <= ROUNDS; round++) {
        round(store, etcd.pid().orElseThrow(), round);
      }
      System.out.println(
          "unclear " + store.counters().unclear() + ", relists " + store.counters().relists());
    } finally {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void round(EtcdStore store, long etcd, int round) throws Exception {
    int total = IN_FLIGHT * WRITES;
    long[] nanos = new long[total];
    List<Callable<Void>> writers = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      int writer = i;
      writers.add(() -> write(store, "r" + round + "-" + writer, nanos, writer * WRITES));
    }
    try (Subscription watch = store.watch("instances", null, store.awaitCurrent());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long ownTicks = ticks(ProcessHandle.current().pid());
      long etcdTicks = ticks(etcd);
      long began = System.nanoTime();
      List<Future<Void>> running = writers.stream().map(threads::submit).toList();
      int seen = 0;
      while (seen < total) {
        if (watch.poll(Duration.ofSeconds(10)) instanceof StoreEvent.Put) {
          seen++;
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      check(running);
      Arrays.sort(nanos);
      System.out.printf(
          "round %d: %d objects of about 1 kB written and watched in %.2f s: %.0f/s, write p50 %.1f"
              + " ms p99 %.1f ms%n",
          round,
          total,
          seconds,
          total / seconds,
          nanos[total / 2] / 1e6,
          nanos[total * 99 / 100] / 1e6);
      System.out.printf(
          "         processor time per object: %.0f us here, %.0f us etcd%n",
          (ticks(ProcessHandle.current().pid()) - ownTicks) * TICK_MICROS / total,
          (ticks(etcd) - etcdTicks) * TICK_MICROS / total);
    }
  }

  /// User and system time of a process in hundredths of a second.
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static void check(List<Future<Void>> running)
      throws InterruptedException, ExecutionException {
    for (Future<Void> writer : running) {
      writer.get();
    }
  }

  private static Void write(EtcdStore store, String namespace, long[] nanos, int from)
      throws StoreException {
    ResourceKey key = Samples.instanceKey(namespace, "web");
    var tree = Samples.object(key);
    tree.withObjectProperty("spec").put("text", "x".repeat(700));
    long began = System.nanoTime();
    StoredObject object = Samples.create(store, key, tree);
    nanos[from] = System.nanoTime() - began;
    for (int i = 1; i < WRITES; i++) {
      began = System.nanoTime();
      object = Samples.count(store, object, i);
      nanos[from + i] = System.nanoTime() - began;
    }
    return null;
  }
}
