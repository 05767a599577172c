package io.ciao.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.codec.Json;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.instance.Drivers;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.journal.Acts;
import io.ciao.launcher.journal.CheckedStarts;
import io.ciao.launcher.journal.Journal;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ledger.MembershipFile;
import io.ciao.launcher.ledger.ReportSequence;
import io.ciao.launcher.node.NodeIdentity;
import io.ciao.launcher.node.NodeMembership;
import io.ciao.launcher.presence.Presence;
import io.ciao.launcher.presence.RenewalCalls;
import io.ciao.launcher.presence.Renewals;
import io.ciao.launcher.report.InstanceReport;
import io.ciao.launcher.report.ReportSender;
import io.ciao.launcher.simulated.SimulatedPorts;
import io.ciao.launcher.soak.Machine;
import io.ciao.launcher.soak.Traffic;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.NotConnectedException;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.Surroundings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One life of an agent on its machine: the real parts that take START in, promise, ask the gate
/// and launch, without an API; and a thread that sends numbered frames.
final class SoakAgent implements ClientListener {
  private static final int BURST_MAX = 8;
  private static final int FILLER_MAX = 1_500;

  /// After this time a client that closes throws away what has not gone out.
  private static final Duration CLOSE_WAIT = Duration.ofMillis(1_900);

  private static final Backoff RARELY =
      new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(60), new Random(1));

  private final Machine machine;
  private final Traffic traffic;
  private final Instances instances;
  private final ReportSender reports;
  private final Renewals renewals;
  private final NodeInbox inbox;
  private final Map<String, ObjectNode> observed = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Renewed> renewalDue = new AtomicReference<>();
  private final AtomicReference<@Nullable Renewed> asked = new AtomicReference<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /// Whoever sends holds it, so that a frame never goes out on another connection than its mark
  /// says.
  private final ReentrantLock speaking = new ReentrantLock();

  private Traffic.@Nullable Sent sent;
  private Traffic.@Nullable Heard heard;
  private final SsntpClient client;
  private final Thread speaker;

  SoakAgent(Machine machine, Traffic traffic, ApiClient nobody) throws Exception {
    this.machine = machine;
    this.traffic = traffic;
    var clock = InstantSource.system();
    var identity = new NodeIdentity(machine.name(), machine.uuid().toString());
    var membership = new NodeMembership(new MembershipFile(machine.state()));
    var presence = new Presence(membership, System::nanoTime, clock);
    var starts = new CheckedStarts(presence, System::nanoTime);
    machine.guardedBy(starts);
    var acts =
        new Acts(new Journal(machine.disk(), System::nanoTime, membership::incarnation), starts);
    var kept = new KeptObjects(Optional.empty(), clock);
    var ledger = new InstanceLedger(machine.ledger(), clock);
    var queue = new WorkQueue<String>(System::nanoTime);
    var traces = new TracedStarts(clock);
    var drivers = new Drivers(List.of(machine.driver()));
    var parts =
        new Instances.Parts(
            identity, membership, presence, kept, ledger, drivers, acts, nobody, queue, traces);
    instances = Instances.simulated(parts, new Instances.Pace(clock, RARELY, 1), queue::add);
    var sequence = new ReportSequence(machine.state());
    reports =
        new ReportSender(
            new ReportSender.Surroundings(
                sequence,
                membership::incarnation,
                uid -> Optional.ofNullable(observed.get(uid)),
                new ConcurrentHashMap<>(),
                traces,
                System::nanoTime),
            this::report,
            nobody);
    renewals =
        new Renewals(
            membership,
            presence,
            sequence,
            new NoApiserver(),
            asking -> renewalDue.set(new Renewed(asking.incarnation(), asking.seq())),
            new Renewals.Listeners(instances::markAll, () -> {}),
            System::nanoTime);
    inbox =
        new NodeInbox(kept, ledger, queue, reports::repeatAll, () -> {}, renewals::renewed, traces);
    instances.start(new SimulatedPorts(), reports, false);
    renewals.start();
    speaker = Thread.ofVirtual().name("speaker").start(this::speak);
    client =
        SsntpClient.start(
            ClientConfig.of(machine::tls, List.of(machine.relay().address())),
            this,
            new Surroundings(clock, System::nanoTime, new Random()));
  }

  /// All ways to the API end nowhere.
  private record NoApiserver() implements RenewalCalls {
    @Override
    public int servers() {
      return 1;
    }

    @Override
    public Answer renew(int server, long incarnation, long seq) {
      return new Answer.Unknown("there is no apiserver");
    }

    @Override
    public void close() {}
  }

  /// Every report counts as arrived at once: no apiserver shall be asked instead.
  private int report(List<InstanceReport> said) {
    for (var report : said) {
      var shown = Json.object();
      var version = report.version();
      shown.put("epoch", version.epoch()).put("incarnation", version.incarnation());
      observed.put(report.instance().uid(), shown.put("seq", version.seq()));
      reports.shown(report.instance().uid());
    }
    return 1;
  }

  private void speak() {
    var random = ThreadLocalRandom.current();
    try {
      while (!closing.await(traffic.pauseMillis(random), TimeUnit.MILLISECONDS)) {
        for (var i = random.nextInt(BURST_MAX); i >= 0; i--) {
          say(Command.STATS, random.nextInt(FILLER_MAX));
        }
        var due = renewalDue.getAndSet(null);
        if (due != null && say(Status.READY, 0)) {
          asked.set(due);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean say(Operand operand, int filler) {
    speaking.lock();
    try {
      var stream = sent;
      if (stream == null) {
        return false;
      }
      client.send(operand, stream.next().payload(filler));
      stream.queued(operand == Command.STATS);
      return true;
    } catch (NotConnectedException _) {
      return false;
    } finally {
      speaking.unlock();
    }
  }

  @Override
  public void connected(ServerPeer server) {
    speaking.lock();
    try {
      sent = traffic.sends("agent " + machine.name());
      heard = traffic.hears("agent " + machine.name());
    } finally {
      speaking.unlock();
    }
    inbox.connected();
  }

  @Override
  public void frame(TrafficFrame frame) {
    heard.take(frame);
    switch (frame) {
      case CommandFrame(var command, _, var payload, _) when command == Command.START ->
          start(payload);
      case EventFrame(var event, _, _, _) when event == Event.RENEWED -> {
        var answered = asked.getAndSet(null);
        if (answered != null) {
          inbox.renewed(answered);
        }
      }
      default -> {}
    }
  }

  private void start(Bytes payload) {
    if (Start.parse(payload) instanceof Parsed<Start>(var start) && start.ciao() != null) {
      inbox.start(start.instanceUuid(), start.ciao().epoch(), start.ciao().objects());
    } else {
      traffic.wrong("agent " + machine.name() + " cannot read a START");
    }
  }

  @Override
  public void disconnected(Disconnect why) {
    speaking.lock();
    try {
      sent = null;
    } finally {
      speaking.unlock();
    }
    heard.ended();
    inbox.disconnected();
    if (why.cause() == Disconnect.Cause.PROTOCOL_ERROR
        || why.cause() == Disconnect.Cause.TOO_SLOW) {
      traffic.wrong("agent " + machine.name() + " gave its server up: " + why);
    }
  }

  /// Closes in order: what was sent has to arrive.
  void close() throws InterruptedException {
    closing.countDown();
    speaker.join();
    speaking.lock();
    var last = sent;
    speaking.unlock();
    if (last != null) {
      last.closesInOrder();
    }
    var begun = System.nanoTime();
    client.close();
    if (last != null && System.nanoTime() - begun > CLOSE_WAIT.toNanos()) {
      last.closedShort();
    }
    closeRest();
  }

  /// Is killed: its connection is torn, and what it knew is gone.
  void die(boolean reset) throws InterruptedException {
    closing.countDown();
    machine.relay().cut(reset);
    client.close();
    speaker.join();
    closeRest();
  }

  private void closeRest() {
    instances.close();
    renewals.close();
    reports.close();
  }
}
