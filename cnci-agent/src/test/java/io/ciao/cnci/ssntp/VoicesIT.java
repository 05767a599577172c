package io.ciao.cnci.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassLoop;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.cert.CertificateAuthority;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.CertificateSpec;
import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.PublicIp;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.payload.PublicIpCommand.Sort;
import io.ciao.ssntp.payload.RefreshCnci;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import io.ciao.testkit.Eventually;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Concentrators and real SSNTP servers, each concentrator with a certificate of its own.
class VoicesIT {
  private static final Logger LOG = LoggerFactory.getLogger(VoicesIT.class);
  private static final int SCHEDULERS = 3;
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));
  private static final String HOST = "127.0.0.1";
  private static final Duration LIFE = Duration.ofHours(24);

  private final List<AutoCloseable> closing = new ArrayList<>();
  private final Instant made = Instant.now();
  private final AtomicLong wallSeconds = new AtomicLong();
  private final AtomicLong laterNanos = new AtomicLong();
  private final AtomicInteger signed = new AtomicInteger();
  private final CertificateAuthority authority =
      CertificateAuthority.create(spec("test CA"), new SecureRandom());
  private final Gateways gateways = new Gateways();
  private final List<ObjectKey> passes = new CopyOnWriteArrayList<>();
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>(System::nanoTime);
  private volatile boolean refusing;

  private CertificateSpec spec(String name) {
    return CertificateSpec.named(name, made.minusSeconds(60), made.plus(Duration.ofDays(3)));
  }

  private TlsIdentity identity(CertificateSpec spec) {
    return new TlsIdentity(authority.issue(spec), List.of(authority.certificate()));
  }

  /// As an apiserver signs.
  private List<X509Certificate> sign(ObjectKey concentrator, CertificateRequest request) {
    if (refusing) {
      throw new ApiException(503, "ServiceUnavailable", "signs nothing", List.of());
    }
    signed.incrementAndGet();
    var now = made.plusSeconds(wallSeconds.get());
    var number = Integer.parseInt(concentrator.name().substring(1));
    var spec =
        CertificateSpec.named("system:concentrator:nn1", now.minusSeconds(60), now.plus(LIFE))
            .withOrganizations("system:concentrators")
            .withRoles(Role.CNCI_AGENT)
            .withUuid(Gateways.uid(number));
    return List.of(authority.issue(spec, request.key()));
  }

  private Surroundings surroundings() {
    InstantSource wall = () -> made.plusSeconds(wallSeconds.get());
    return new Surroundings(wall, () -> System.nanoTime() + laterNanos.get(), new Random(1));
  }

  /// A scheduler: whom it sees, and what they say.
  private final class Scheduler implements SessionListener, AutoCloseable {
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final SsntpServer server;

    Scheduler() throws InterruptedException {
      var tls =
          identity(
              spec("ciao:scheduler")
                  .withRoles(Role.SCHEDULER)
                  .withHosts(List.of(HOST))
                  .withUuid(UUID.randomUUID()));
      var config = ServerConfig.of(tls, List.of(new HostPort(HOST, 0)));
      var real = new Surroundings(InstantSource.system(), System::nanoTime, new Random(2));
      server = SsntpServer.start(config, this, real);
      closing.addFirst(this);
    }

    @Override
    public void connected(SsntpSession session) {}

    @Override
    public void frame(SsntpSession session, TrafficFrame frame) {
      said.add(session.uuid() + " " + operand(frame) + " " + frame.payload().utf8());
    }

    private static String operand(TrafficFrame frame) {
      return frame.typeCode() + "/" + frame.operandCode();
    }

    @Override
    public void disconnected(SsntpSession session, Disconnect why) {}

    void send(int number, Command command, Bytes payload) {
      server.session(Gateways.uid(number)).orElseThrow().send(command, payload);
    }

    boolean hears(int number) {
      return server.session(Gateways.uid(number)).isPresent();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private final List<Scheduler> schedulers = new ArrayList<>();
  private Scheduler one;
  private Scheduler other;

  @BeforeEach
  void start() throws Exception {
    for (var i = 0; i < SCHEDULERS; i++) {
      schedulers.add(new Scheduler());
    }
    one = schedulers.get(0);
    other = schedulers.get(1);
    var backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), new Random(1));
    var informer =
        new Informer<>(
                "concentrators", gateways, tree -> Json.toRecord(tree, Concentrator.class), backoff)
            .onChange(queue::add);
    var node = identity(spec("system:node:nn1"));
    var voices =
        new Voices(
            informer,
            new Voices.Parts(
                "nn1",
                schedulers.stream().map(each -> each.server.addresses().getFirst()).toList(),
                () -> node,
                key -> request -> sign(key, request),
                passes::add,
                queue::add,
                surroundings()));
    closing.addFirst(voices);
    closing.addFirst(new PassLoop<>("voice", queue, voices, backoff, 4));
    closing.addFirst(informer.start());
  }

  @AfterEach
  void close() throws Exception {
    for (var part : closing) {
      part.close();
    }
  }

  private static String added(int number) {
    var mac = "02:01:c6:12:00:%02x".formatted(100 + number);
    return said(
        number,
        Event.CONCENTRATOR_INSTANCE_ADDED,
        ("{\"concentrator_instance_added\":{\"instance_uuid\":\"%s\",\"tenant_uuid\":\"red\","
                + "\"concentrator_ip\":\"198.18.0.%d\",\"concentrator_mac\":\"%s\"}}")
            .formatted(Gateways.uid(number), 100 + number, mac));
  }

  private static String said(int number, Operand operand, String payload) {
    return Gateways.uid(number)
        + " "
        + operand.type().code()
        + "/"
        + operand.code()
        + " "
        + payload;
  }

  @Test
  void eachConcentratorThatIsServedHereSaysSoToEveryScheduler() throws Exception {
    gateways.put(Gateways.tree(1));
    gateways.put(Gateways.tree(2));
    gateways.put(Gateways.servedBy(Gateways.tree(3), "nn2"));

    for (var scheduler : List.of(one, other)) {
      SOON.untilAsserted(
          () -> assertThat(scheduler.said).containsExactlyInAnyOrder(added(1), added(2)));
    }
    assertThat(one.hears(3)).isFalse();
    assertThat(signed).hasValue(2);
  }

  @Test
  void saysItAgainOnEveryConnectionAndWhenItsAddressIsAnother() throws Exception {
    gateways.put(Gateways.tree(1));
    SOON.untilAsserted(() -> assertThat(one.said).containsExactly(added(1)));

    one.server.session(Gateways.uid(1)).orElseThrow().close("dropped");
    SOON.untilAsserted(() -> assertThat(one.said).containsExactly(added(1), added(1)));
    assertThat(other.said).containsExactly(added(1));

    var moved = Gateways.tree(1);
    ((ObjectNode) moved.get("spec")).put("outsideAddress", "198.18.0.109/24");
    gateways.put(moved);
    SOON.untilAsserted(() -> assertThat(other.said).hasSize(2));
    assertThat(other.said.getLast()).contains("198.18.0.109", "02:01:c6:12:00:6d");
  }

  @Test
  void isSilentOnceAnotherNodeServesItOrItIsGone() throws Exception {
    gateways.put(Gateways.tree(1));
    gateways.put(Gateways.tree(2));
    SOON.until("both speak", () -> one.hears(1) && one.hears(2) && other.hears(1));

    gateways.put(Gateways.servedBy(Gateways.tree(1), "nn2"));
    gateways.remove(2);

    SOON.until("none speaks", () -> !one.hears(1) && !one.hears(2) && !other.hears(1));
  }

  @Test
  void hintsMakePassesDue() throws Exception {
    gateways.put(Gateways.tree(1));
    SOON.until("it speaks", () -> one.hears(1));

    var refresh = new RefreshCnci(Gateways.uid(1).toString(), List.of());
    one.send(1, Command.REFRESH_CNCI, refresh.toBytes());
    SOON.untilAsserted(() -> assertThat(passes).containsExactly(Gateways.key(1)));
    one.server.session(Gateways.uid(1)).orElseThrow().send(Event.TENANT_ADDED, Bytes.utf8("{}"));
    SOON.untilAsserted(() -> assertThat(passes).hasSize(2));
    one.send(1, Command.ASSIGN_PUBLIC_IP, command(Sort.ASSIGN));
    SOON.untilAsserted(() -> assertThat(passes).hasSize(3));
  }

  private static Bytes command(Sort sort) {
    return new PublicIpCommand(
            sort,
            new PublicIp(
                Gateways.uid(1).toString(), "red", "web", "203.0.113.7", "172.16.1.2", "m"))
        .toBytes();
  }

  private static List<String> answers(Scheduler scheduler) {
    return scheduler.said.stream().filter(line -> line.contains("public_ip")).toList();
  }

  @Test
  void answersWhereItWasAskedOnceTheAddressIsInForceAndOnceItIsGone() throws Exception {
    gateways.put(Gateways.tree(1));
    SOON.until("it speaks", () -> one.hears(1) && other.hears(1));

    one.send(1, Command.ASSIGN_PUBLIC_IP, command(Sort.ASSIGN));
    SOON.until("it is asked", () -> passes.size() == 1);
    assertThat(answers(one)).isEmpty();
    gateways.put(Gateways.mapping(Gateways.tree(1), true));
    SOON.untilAsserted(() -> assertThat(answers(one)).hasSize(1));
    assertThat(answers(one).getFirst()).contains(" 3/4 ", "public_ip_assigned");

    one.send(1, Command.RELEASE_PUBLIC_IP, command(Sort.RELEASE));
    SOON.until("it is asked", () -> passes.size() == 2);
    gateways.put(Gateways.tree(1));
    SOON.untilAsserted(() -> assertThat(answers(one)).hasSize(2));
    assertThat(answers(one).getLast()).contains(" 3/5 ", "public_ip_unassigned");
    assertThat(answers(other)).isEmpty();
  }

  @Test
  void saysThatItFailedWhenItsTimeIsOver() throws Exception {
    gateways.put(Gateways.tree(1));
    SOON.until("it speaks", () -> one.hears(1));

    one.send(1, Command.ASSIGN_PUBLIC_IP, command(Sort.ASSIGN));
    one.send(1, Command.RELEASE_PUBLIC_IP, Bytes.utf8("release_public_ip: 7"));
    SOON.until("what is unreadable is answered", () -> answers(one).size() == 1);
    assertThat(answers(one).getFirst()).contains("invalid_payload");
    laterNanos.addAndGet(Voices.ANSWER_LIMIT.toNanos());

    SOON.untilAsserted(() -> assertThat(answers(one)).hasSize(2));
    assertThat(answers(one).getLast())
        .contains(" 2/" + ErrorCode.ASSIGN_PUBLIC_IP_FAILURE.code() + " ", "assign_failure");
  }

  @Test
  void renewsItsCertificateInTimeAndStaysConnected() throws Exception {
    gateways.put(Gateways.tree(1));
    SOON.until("it speaks", () -> one.hears(1));
    var session = one.server.session(Gateways.uid(1)).orElseThrow();

    wallSeconds.addAndGet(LIFE.toSeconds() * 2 / 3 - 3600);
    queue.add(Gateways.key(1));
    SOON.until("a look", () -> queue.depth() == 0);
    assertThat(signed).as("it is too early").hasValue(1);
    wallSeconds.addAndGet(Duration.ofHours(3).toSeconds());
    queue.add(Gateways.key(1));

    SOON.untilAsserted(() -> assertThat(signed).hasValue(2));
    assertThat(one.server.session(Gateways.uid(1))).containsSame(session);
  }

  @Test
  void oneThatGetsNoCertificateIsAskedForAgainLater() throws Exception {
    refusing = true;
    gateways.put(Gateways.tree(1));
    SOON.until("a look", () -> queue.depth() == 0);
    refusing = false;
    gateways.put(Gateways.tree(1));
    SOON.until("a look", () -> queue.depth() == 0);
    wallSeconds.addAndGet(61);
    queue.add(Gateways.key(1));

    SOON.until("it speaks", () -> one.hears(1));
    assertThat(signed).hasValue(1);
  }

  @Test
  void fiftyConcentratorsTakeNoThreadsOfTheSystemAndLeaveTogether() throws Exception {
    gateways.put(Gateways.tree(1));
    SOON.until("the first one speaks", () -> heard() == SCHEDULERS);
    var threads = Thread.getAllStackTraces().size();
    var heap = heapBytes();

    for (var number = 2; number <= 50; number++) {
      gateways.put(Gateways.tree(number));
    }
    SOON.until("all speak everywhere", () -> heard() == 50 * SCHEDULERS);

    var more = Thread.getAllStackTraces().size() - threads;
    LOG.info("147 connections, both ends: heapKiB={} threads={}", (heapBytes() - heap) >> 10, more);
    assertThat(more).isLessThan(10);
    for (var number = 1; number <= 50; number++) {
      gateways.remove(number);
    }
    SOON.until("none speaks", () -> heard() == 0);
  }

  private int heard() {
    return schedulers.stream().mapToInt(scheduler -> scheduler.server.sessions().size()).sum();
  }

  private static long heapBytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
