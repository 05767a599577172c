package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.watchload.Recording;
import io.ciao.apiserver.watchload.SeenEvent;
import io.ciao.apiserver.watchload.WatchProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Watches under load: writers whose changes share etcd transactions, clients whose streams are cut
/// anywhere (also inside a revision) and go on at the last version they saw, apiservers that are
/// killed, and compactions of etcd below them.
@Tag("api")
final class WatchLoadIT {
  private static final int WRITERS = 12;
  private static final int SERVERS = 2;
  private static final int WATCHERS = 6;
  private static final int NAMES = 12;
  private static final long WRITES = Boolean.getBoolean("ciao.long") ? 100_000 : 1_500;
  private static final int KILLS = Boolean.getBoolean("ciao.long") ? 20 : 3;
  private static final String KEYS = CIAO + "/namespaces/default/sshkeys";
  private static final int AT_ONCE = 8;
  private static final int ROUNDS_MAX = 20;
  private static final long STOPPED_MILLIS = 500;
  private static final List<String> COLOURS = List.of("red", "green", "blue");

  private final Map<Integer, String> urls = new ConcurrentHashMap<>();
  private final AtomicBoolean writing = new AtomicBoolean(true);
  private final AtomicLong end = new AtomicLong();
  private final LongAdder writes = new LongAdder();
  private final LongAdder cuts = new LongAdder();
  private final LongAdder relists = new LongAdder();

  /// What somebody selects is compared with what those saw who select nothing.
  private final CountDownLatch listed = new CountDownLatch(WATCHERS);

  @Test
  void everyStreamHoldsWhatAWatchPromises(@TempDir Path directory) throws Exception {
    List<Recording> recordings = new ArrayList<>();
    try (TestServer keeper = TestServer.start(directory);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<ApiServerProcess> servers = new ArrayList<>();
      try {
        for (int i = 0; i < SERVERS; i++) {
          servers.add(
              new ApiServerProcess(
                  directory.resolve("s" + i), directory.resolve("tls"), keeper.state()));
        }
        urls.put(SERVERS, keeper.url());
        for (int i = 0; i < SERVERS; i++) {
          urls.put(i, servers.get(i).url());
        }
        List<Future<Recording>> watchers = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
          String colour = i % 2 == 0 ? "" : COLOURS.get(i % COLOURS.size());
          watchers.add(threads.submit(new Watcher(keeper, colour, i)));
        }
        assertThat(listed.await(1, TimeUnit.MINUTES)).as("all watchers have begun").isTrue();
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(threads.submit(new Writer(keeper, i)));
        }
        disturb(keeper, servers);
        writeTogether(keeper, threads);
        writing.set(false);
        for (Future<Void> writer : writers) {
          writer.get();
        }
        end.set(version(keeper.admin().get(KEYS).json()));
        for (Future<Recording> watcher : watchers) {
          recordings.add(watcher.get());
        }
        agrees(keeper.admin().get(KEYS).json(), recordings);
      } finally {
        writing.set(false);
        end.compareAndSet(0, 1);
        servers.forEach(ApiServerProcess::close);
      }
    }
    WatchProperties properties = new WatchProperties(recordings);
    recordings.forEach(properties::check);
    assertThat(properties.changes()).as("changes").isGreaterThan((int) (WRITES / 2));
    assertThat(properties.compared()).as("what was seen without a gap").isGreaterThan(WATCHERS / 2);
    assertThat(properties.sharedRevisions()).as("revisions of several objects").isPositive();
    assertThat(cuts.sum()).as("streams cut").isGreaterThan(20);
  }

  /// While there are writes: kills apiservers, and compacts etcd's history below all of them.
  private void disturb(TestServer keeper, List<ApiServerProcess> servers) throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    int kills = 0;
    while (writes.sum() < WRITES) {
      if (kills < KILLS && writes.sum() > (kills + 1) * WRITES / (KILLS + 2)) {
        int victim = random.nextInt(SERVERS);
        urls.remove(victim);
        servers.get(victim).killAndStart();
        long now = version(keeper.admin().get(KEYS).json()) >> 6;
        keeper.etcdctl("compact", Long.toString(now));
        urls.put(victim, servers.get(victim).url());
        kills++;
      } else {
        keeper.admin().get(KEYS);
      }
    }
  }

  /// Until two of some writes at a time were one revision of etcd, which chance alone may not
  /// bring: it is stopped for a moment, and they wait for it together.
  private static void writeTogether(TestServer keeper, ExecutorService threads) throws Exception {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      List<Future<Long>> revisions = new ArrayList<>();
      keeper.signalEtcd("STOP");
      try {
        for (int i = 0; i < AT_ONCE; i++) {
          String key =
              "{\"metadata\":{\"name\":\"t%d-%d\",\"labels\":{\"colour\":\"red\"}},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}"
                  .formatted(round, i);
          revisions.add(threads.submit(() -> version(keeper.admin().post(KEYS, key).json()) >> 6));
        }
        new CountDownLatch(1).await(STOPPED_MILLIS, TimeUnit.MILLISECONDS);
      } finally {
        keeper.signalEtcd("CONT");
      }
      Set<Long> different = new HashSet<>();
      for (Future<Long> revision : revisions) {
        different.add(revision.get());
      }
      if (different.size() < AT_ONCE) {
        return;
      }
    }
    throw new AssertionError(
        "never were two of %d writes at a time one revision, in %d rounds"
            .formatted(AT_ONCE, ROUNDS_MAX));
  }

  /// In the end every recording shows what there is.
  private static void agrees(JsonNode list, List<Recording> recordings) {
    for (Recording recording : recordings) {
      Map<String, String> there = new TreeMap<>();
      for (JsonNode item : list.path("items")) {
        JsonNode metadata = item.path("metadata");
        if (recording.colour().isEmpty()
            || metadata.path("labels").path("colour").asText("").equals(recording.colour())) {
          there.put(metadata.path("name").asText(), metadata.path("uid").asText());
        }
      }
      assertThat(recording.last().state()).as("colour=%s", recording.colour()).isEqualTo(there);
    }
  }

  private static long version(JsonNode list) {
    return list.path("metadata").path("resourceVersion").asLong();
  }

  /// Clients of all apiservers, made as they are needed. Confined to one thread.
  private final class Clients implements AutoCloseable {
    private final TestServer keeper;
    private final Map<String, TestClient> byUrl = new HashMap<>();

    Clients(TestServer keeper) {
      this.keeper = keeper;
    }

    TestClient any(SplittableRandom random) {
      List<String> alive = List.copyOf(urls.values());
      String url = alive.get(random.nextInt(alive.size()));
      return byUrl.computeIfAbsent(
          url, u -> new TestClient(u, keeper.certificates().admin().sslContext()));
    }

    @Override
    public void close() {
      byUrl.values().forEach(TestClient::close);
    }
  }

  /// Creates, recolours and deletes objects of its own.
  private final class Writer implements Callable<Void> {
    private final TestServer keeper;
    private final int number;
    private final SplittableRandom random;

    Writer(TestServer keeper, int number) {
      this.keeper = keeper;
      this.number = number;
      this.random = new SplittableRandom(number);
    }

    @Override
    public Void call() throws Exception {
      try (Clients clients = new Clients(keeper)) {
        while (writing.get()) {
          String name = "k" + number + "-" + random.nextInt(NAMES);
          String colour = COLOURS.get(random.nextInt(COLOURS.size()));
          try {
            TestClient client = clients.any(random);
            TestClient.Reply reply =
                switch (random.nextInt(4)) {
                  case 0 -> client.delete(KEYS + "/" + name);
                  case 1 ->
                      client.patch(
                          KEYS + "/" + name,
                          "{\"metadata\":{\"labels\":{\"colour\":\"" + colour + "\"}}}");
                  default ->
                      client.post(
                          KEYS,
                          "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"colour\":\"%s\"}},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}"
                              .formatted(name, colour));
                };
            if (reply.code() < 300) {
              writes.increment();
            }
          } catch (IOException killed) {
            // Whether it was written is for the watches to say.
          }
        }
        return null;
      }
    }
  }

  /// Follows, is cut, and goes on.
  private final class Watcher implements Callable<Recording> {
    private final TestServer keeper;
    private final Recording recording;
    private final String selector;
    private final SplittableRandom random;

    Watcher(TestServer keeper, String colour, int number) {
      this.keeper = keeper;
      this.recording = new Recording(colour);
      this.selector = colour.isEmpty() ? "" : "&labelSelector=colour%3D" + colour;
      this.random = new SplittableRandom(1_000 + number);
    }

    @Override
    public Recording call() throws Exception {
      try (Clients clients = new Clients(keeper)) {
        boolean list = true;
        while (end.get() == 0 || recording.last().reached() < end.get()) {
          TestClient client = clients.any(random);
          try {
            if (list) {
              list(client);
              list = false;
              if (recording.episodes().size() == 1) {
                listed.countDown();
              }
            }
            list = !follow(client);
          } catch (IOException cut) {
            cuts.increment();
          }
        }
        return recording;
      }
    }

    private void list(TestClient client) throws Exception {
      JsonNode answer = client.get(KEYS + "?x=" + selector).json();
      if (!answer.has("items")) {
        throw new IOException("no list: " + answer);
      }
      Map<String, String> colours = new TreeMap<>();
      Map<String, String> uids = new TreeMap<>();
      for (JsonNode item : answer.path("items")) {
        JsonNode metadata = item.path("metadata");
        String name = metadata.path("name").asText();
        colours.put(name, metadata.path("labels").path("colour").asText(""));
        uids.put(name, metadata.path("uid").asText());
      }
      recording.begin(version(answer), colours, uids);
      relists.increment();
    }

    /// Reads some events and cuts the stream.
    ///
    /// @return whether the next stream may go on from there; a new list is needed otherwise
    private boolean follow(TestClient client) throws Exception {
      int left = 1 + random.nextInt(40);
      String path =
          KEYS
              + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=2&resourceVersion="
              + recording.last().reached()
              + selector;
      try (TestClient.Lines lines = client.stream(path)) {
        for (int i = 0; i < left; i++) {
          JsonNode event = lines.next();
          if (event.path("type").asText().equals("ERROR")) {
            assertThat(event.at("/object/code").asInt()).as("%s", event).isEqualTo(410);
            return false;
          }
          recording.add(SeenEvent.of(event));
          if (end.get() != 0 && recording.last().reached() >= end.get()) {
            return true;
          }
        }
        cuts.increment();
        return true;
      }
    }
  }
}
