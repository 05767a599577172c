package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.TestClient.Lines;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Malformed requests by the hundred thousand (a million with `-Dciao.long=true`) beside a client
/// that works: no 5xx, nothing grows, and that client notices nothing. The requests are the same in
/// every run, and others in every long run; `-Dciao.seed=N` repeats one.
@Tag("api")
final class FuzzIT {
  private static final int REQUESTS = Seeds.longRun() ? 1_000_000 : 100_000;
  private static final int WARM_UP = 5_000;
  private static final int WORKERS = 4;
  private static final int PIPELINED = 16;
  private static final long HEAP_GROWTH_MAX = 48L << 20;
  private static final int THREAD_GROWTH_MAX = 8;

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;
  private static SSLSocketFactory sockets;

  private final LongAdder answered = new LongAdder();
  private final Map<Integer, LongAdder> codes = new ConcurrentHashMap<>();
  private final LongAdder cut = new LongAdder();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    sockets = server.certificates().admin().sslContext().getSocketFactory();
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"fuzz\"}}");
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"others\"}}");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void survivesAnythingAndHurtsNobody() throws Exception {
    long seed = Long.getLong("ciao.seed", Seeds.longRun() ? System.nanoTime() : 1);
    System.out.println("fuzz: seed " + seed + ", " + REQUESTS + " requests");
    Gen gen = Gen.ofSeed(seed);
    fire(gen, WARM_UP);
    Figures before = figures();
    Bystander bystander = new Bystander();
    Thread others = Thread.ofPlatform().name("bystander").start(bystander);

    long begun = System.nanoTime();
    fire(gen, REQUESTS);
    double seconds = (System.nanoTime() - begun) / 1e9;

    bystander.over.countDown();
    others.join();
    System.out.printf(
        "fuzz: %.0f s, answers %s, %d connections cut; bystander: %d writes, median %d ms, slowest"
            + " %d ms%n",
        seconds,
        new TreeMap<>(codes),
        cut.sum(),
        bystander.millis.size(),
        bystander.percentile(50),
        bystander.percentile(100));
    assertThat(wrong).as("seed " + seed).isEmpty();
    assertThat(bystander.trouble).isEmpty();
    assertThat(bystander.millis).isNotEmpty();
    assertThat(bystander.percentile(50)).isLessThan(1_000);
    Eventually.within(Duration.ofSeconds(30)).untilAsserted(() -> assertNothingGrew(before));
  }

  private void fire(Gen gen, int requests) throws InterruptedException {
    long goal = answered.sum() + requests;
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      Gen own = gen.split();
      workers.add(Thread.ofPlatform().name("fuzz-" + i).start(() -> work(own, goal)));
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  /// Mostly requests on one connection, many at once; now and then a connection that is broken.
  private void work(Gen gen, long goal) {
    FuzzRequests requests = new FuzzRequests(gen);
    FuzzFrames frames = new FuzzFrames(gen);
    RawHttp connection = null;
    try {
      while (answered.sum() < goal && wrong.size() < 10) {
        if (connection == null) {
          connection = RawHttp.connect(server.address(), sockets);
        }
        if (gen.oneIn(25)) {
          broken(gen, frames);
        } else if (!burst(requests, connection)) {
          connection.close();
          connection = null;
        }
      }
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      wrong.add("connecting failed: " + e);
    }
  }

  /// Sends some requests and reads their answers; false if the connection is over.
  private boolean burst(FuzzRequests requests, RawHttp connection) {
    List<byte[]> sent = new ArrayList<>();
    try {
      for (int i = 0; i < PIPELINED; i++) {
        sent.add(requests.next());
        connection.send(sent.getLast());
      }
      for (byte[] request : sent) {
        RawHttp.Response response = connection.read();
        judge(response, request);
        if (response.closes()) {
          return false;
        }
      }
      return true;
    } catch (SocketTimeoutException silent) {
      wrong.add("no answer to one of " + sent.stream().map(FuzzIT::text).toList());
      return false;
    } catch (IOException over) {
      // The server may close after what it refused to read.
      cut.increment();
      return false;
    }
  }

  private void broken(Gen gen, FuzzFrames frames) throws IOException {
    int kind = gen.between(0, 2);
    byte[] first =
        switch (kind) {
          case 0 -> frames.http();
          case 1 -> frames.handshake();
          default -> FuzzFrames.goodHandshake();
        };
    try (RawHttp connection = RawHttp.connect(server.address(), sockets)) {
      connection.send(first);
      if (kind < 2) {
        answered.increment();
        // Some are only a beginning, on which the server rightly waits for more.
        return;
      }
      judge(connection.read(), first);
      for (int i = gen.between(1, 10); i > 0; i--) {
        connection.send(frames.frame());
        answered.increment();
      }
    } catch (EOFException closed) {
      answered.increment();
    } catch (IOException closed) {
      answered.increment();
    }
  }

  private void judge(RawHttp.Response response, byte[] request) {
    answered.increment();
    codes.computeIfAbsent(response.code(), _ -> new LongAdder()).increment();
    boolean overload = response.code() == 429 && response.headers().containsKey("retry-after");
    boolean future = response.code() == 504 && response.body().contains("ResourceVersionTooLarge");
    if (response.code() >= 500 && !overload && !future) {
      wrong.add(response + " to " + text(request));
    }
  }

  private static String text(byte[] request) {
    return new String(request, 0, Math.min(request.length, 1_000), StandardCharsets.ISO_8859_1);
  }

  private record Figures(long heap, int threads) {}

  private static Figures figures() {
    System.gc();
    return new Figures(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static void assertNothingGrew(Figures before) throws Exception {
    Figures now = figures();
    assertThat(now.heap - before.heap).as("heap").isLessThan(HEAP_GROWTH_MAX);
    assertThat(now.threads - before.threads).as("threads").isLessThan(THREAD_GROWTH_MAX);
    assertThat(admin.get("/metrics").text())
        .contains("\napiserver_watches 0\n")
        .contains("\napiserver_requests_under_way 1\n");
  }

  /// A client that does nothing wrong: writes, and sees each of its writes in a watch, once and in
  /// order.
  private static final class Bystander implements Runnable {
    private static final String PATH = CIAO + "/namespaces/others/sshkeys";

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Long> millis = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();

    @Override
    public void run() {
      try (TestClient own = server.admin()) {
        String from = own.get(PATH).json().at("/metadata/resourceVersion").asText();
        try (Lines watch = own.stream(PATH + "?watch=true&resourceVersion=" + from)) {
          // Fifty writes a second at most: it is to be disturbed, not to disturb.
          for (int i = 0; !over.await(20, TimeUnit.MILLISECONDS); i++) {
            write(own, watch, i);
          }
        }
      } catch (IOException e) {
        trouble.add(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void write(TestClient own, Lines watch, int i)
        throws IOException, InterruptedException {
      String body =
          "{\"metadata\":{\"name\":\"k%d\"},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}";
      long begun = System.nanoTime();
      TestClient.Reply reply = own.post(PATH, body.formatted(i));
      if (reply.code() != 201) {
        trouble.add(reply.toString());
      }
      String seen = watch.event().at("/object/metadata/name").asText();
      if (!seen.equals("k" + i)) {
        trouble.add("wrote k" + i + ", saw " + seen);
      }
      millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    long percentile(int percent) {
      List<Long> sorted = millis.stream().sorted().toList();
      return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
    }
  }
}
