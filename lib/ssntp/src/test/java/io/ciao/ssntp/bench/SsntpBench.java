package io.ciao.ssntp.bench;

import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.Disconnect.Cause;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.SendResult;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Figures;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Frames a second over TLS on loopback: the server is this process, the clients are another. Each
/// connection's frames are checked to come whole and in order; between two sizes all that was sent
/// has to arrive. Run by `hack/bench ssntp`.
public final class SsntpBench {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long BYTES_PER_MIB = 1024 * 1024;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration ARRIVAL_WAIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  /// How long a sender that is too fast lets the client go ahead.
  private static final Duration BACK_OFF = Duration.ofNanos(100_000);

  /// More may not wait for the client before the sender pauses; well below where a server cuts a
  /// slow peer off.
  private static final int WAITING_MAX_BYTES = 1024 * 1024;

  private final Duration window;
  private final int runs;
  private final SessionsReceived received = new SessionsReceived();
  private volatile boolean sending;

  private SsntpBench(Duration window, int runs) {
    this.window = window;
    this.runs = runs;
  }

  /// `SsntpBench DIRECTORY CLIENTS,… PAYLOAD_BYTES,… SECONDS RUNS`
  public static void main(String[] arguments) throws Exception {
    var authorityFile = Path.of(arguments[0], "authority.pem");
    var now = Instant.now();
    var spec =
        CertificateSpec.named(
            "bench", now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
    var authority = CertificateAuthority.create(spec, new SecureRandom());
    PemFiles.writeCertificateAndKey(authorityFile, authority.certificateAndKey());
    var bench =
        new SsntpBench(
            Duration.ofSeconds(Integer.parseInt(arguments[3])), Integer.parseInt(arguments[4]));
    var server =
        spec.withRoles(Role.SCHEDULER, Role.SERVER)
            .withHosts(List.of("127.0.0.1"))
            .withUuid(UUID.randomUUID());
    var tls = new TlsIdentity(authority.issue(server), List.of(authority.certificate()));
    bench.run(tls, authorityFile, numbers(arguments[1]), numbers(arguments[2]));
  }

  private static List<Integer> numbers(String list) {
    return Stream.of(list.split(",")).map(Integer::valueOf).toList();
  }

  private void run(TlsIdentity tls, Path authority, List<Integer> clients, List<Integer> payloads)
      throws IOException, InterruptedException {
    var config = ServerConfig.of(tls, List.of(new HostPort("127.0.0.1", 0)));
    var surroundings = new Surroundings(InstantSource.system(), System::nanoTime, new Random());
    try (var server = SsntpServer.start(config, received, surroundings);
        var process = ClientsProcess.start(server.addresses().getFirst().port(), authority)) {
      for (var count : clients) {
        process.order("connect " + count);
        await(() -> received.sessions() == count, "sessions did not begin");
        for (var bytes : payloads) {
          fromClients(process, count, bytes);
        }
        if (count == 1) {
          for (var bytes : payloads) {
            toClient(process, server.sessions().getFirst(), bytes);
          }
        }
        process.order("close");
        await(() -> received.sessions() == 0, "sessions did not end");
      }
    }
  }

  private void fromClients(ClientsProcess clients, int count, int bytes)
      throws IOException, InterruptedException {
    received.expect(Numbered.ofSize(bytes));
    clients.order("send " + bytes);
    var rates = new Rates(clients);
    park(WARM_UP);
    rates.add(received.frames(), System.nanoTime());
    for (var i = 0; i < runs; i++) {
      park(window);
      rates.add(received.frames(), System.nanoTime());
    }
    var sent = Long.parseLong(clients.order("stop"));
    awaitFrames(received::frames, sent);
    require(received.frames() == sent, "%d frames came of %d".formatted(received.frames(), sent));
    require(received.wrong() == 0, received.wrong() + " frames came out of order");
    var what = "ssntp %d %s %d B".formatted(count, count == 1 ? "client" : "clients", bytes);
    System.out.println(rates.line(what));
  }

  private void toClient(ClientsProcess clients, SsntpSession session, int bytes)
      throws IOException, InterruptedException {
    clients.order("expect " + bytes);
    sending = true;
    var sent = new long[1];
    var sender = Thread.ofVirtual().start(() -> sent[0] = sendAll(session, Numbered.ofSize(bytes)));
    var rates = new Rates(clients);
    park(WARM_UP);
    addCount(clients, rates);
    for (var i = 0; i < runs; i++) {
      park(window);
      addCount(clients, rates);
    }
    sending = false;
    sender.join();
    awaitFrames(() -> count(clients)[0], sent[0]);
    var counted = count(clients);
    require(counted[0] == sent[0], "%d frames came of %d".formatted(counted[0], sent[0]));
    require(counted[1] == 0, counted[1] + " frames came out of order");
    System.out.println(rates.line("ssntp to 1 client %d B".formatted(bytes)));
  }

  private long sendAll(SsntpSession session, Numbered payloads) {
    var number = 0L;
    while (sending) {
      if (session.waitingBytes() > WAITING_MAX_BYTES) {
        LockSupport.parkNanos(BACK_OFF.toNanos());
      } else {
        var frame = TrafficFrame.of(Command.START, session.uuid(), payloads.of(number));
        require(session.send(frame) == SendResult.QUEUED, "the server could not send");
        number++;
      }
    }
    return number;
  }

  private static void addCount(ClientsProcess clients, Rates rates)
      throws IOException, InterruptedException {
    var counted = count(clients);
    rates.add(counted[0], counted[2]);
  }

  /// Frames, wrong ones, and when, by the clients' clock.
  private static long[] count(ClientsProcess clients) throws IOException, InterruptedException {
    return Stream.of(clients.order("count").split(" ")).mapToLong(Long::parseLong).toArray();
  }

  /// A question that may fail.
  private interface Question {
    boolean answer() throws IOException, InterruptedException;
  }

  private static void await(Question question, String trouble)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + ARRIVAL_WAIT.toNanos();
    while (!question.answer()) {
      require(System.nanoTime() < deadline, trouble + " within " + ARRIVAL_WAIT.toSeconds() + " s");
      park(PAUSE);
    }
  }

  /// How many frames came, a question that may fail.
  private interface Count {
    long now() throws IOException, InterruptedException;
  }

  /// Waits for the rest of what was sent, as long as some of it comes: of many connections the
  /// kernel's buffers alone hold more than a slow machine takes in within a fixed time.
  private static void awaitFrames(Count count, long sent) throws IOException, InterruptedException {
    for (var came = count.now(); came < sent; came = count.now()) {
      var before = came;
      await(() -> count.now() > before, "%d frames of %d came, and no more".formatted(came, sent));
    }
  }

  private static void park(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }

  private static void require(boolean holds, String trouble) {
    if (!holds) {
      throw new IllegalStateException(trouble);
    }
  }

  /// What was counted at which moment, and the processor time of both processes meanwhile, and what
  /// the server had outside the heap at most.
  private static final class Rates {

    private final ClientsProcess clients;
    private final List<Double> perSecond = new ArrayList<>();
    private boolean begun;
    private long firstFrames;
    private long lastFrames;
    private long lastNanos;
    private double serverSeconds;
    private double clientSeconds;
    private long directBytes;

    Rates(ClientsProcess clients) {
      this.clients = clients;
    }

    void add(long frames, long nanos) {
      if (begun) {
        perSecond.add((frames - lastFrames) * NANOS_PER_SECOND / (nanos - lastNanos));
      } else {
        begun = true;
        firstFrames = frames;
        serverSeconds = -ownSeconds();
        clientSeconds = -clients.processorSeconds();
      }
      lastFrames = frames;
      lastNanos = nanos;
      directBytes = Math.max(directBytes, ownDirectBytes());
    }

    String line(String what) {
      var frames = lastFrames - firstFrames;
      return String.format(
          Locale.ROOT,
          "%s, processor µs a frame: server %.2f, clients %.2f, server's direct memory %d MiB",
          new Figures(perSecond).line(what, "frames/s"),
          (serverSeconds + ownSeconds()) * MICROS_PER_SECOND / frames,
          (clientSeconds + clients.processorSeconds()) * MICROS_PER_SECOND / frames,
          directBytes / BYTES_PER_MIB);
    }

    private static long ownDirectBytes() {
      return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .mapToLong(BufferPoolMXBean::getMemoryUsed)
          .sum();
    }

    private static double ownSeconds() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
          / NANOS_PER_SECOND;
    }
  }

  /// Counts what the sessions send.
  private static final class SessionsReceived implements SessionListener {

    private final Map<SsntpSession, Received> bySession = new ConcurrentHashMap<>();

    void expect(Numbered payloads) {
      bySession.values().forEach(one -> one.expect(payloads));
    }

    int sessions() {
      return bySession.size();
    }

    long frames() {
      return bySession.values().stream().mapToLong(Received::frames).sum();
    }

    long wrong() {
      return bySession.values().stream().mapToLong(Received::wrong).sum();
    }

    @Override
    public void connected(SsntpSession session) {
      bySession.put(session, new Received());
    }

    @Override
    public void frame(SsntpSession session, TrafficFrame frame) {
      var of = bySession.get(session);
      if (of != null) {
        of.take(frame.payload());
      }
    }

    @Override
    public void disconnected(SsntpSession session, Disconnect why) {
      bySession.remove(session);
      if (why.cause() != Cause.CLOSED_HERE && why.cause() != Cause.CLOSED_BY_PEER) {
        System.err.println("bench: the server lost a client: " + why);
      }
    }
  }
}
