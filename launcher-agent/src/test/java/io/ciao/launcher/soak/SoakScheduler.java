package io.ciao.launcher.soak;

import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.StatusFrame;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.ForwardingRule;
import io.ciao.ssntp.transport.ForwardingRules;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.SendResult;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// One life of a scheduler's SSNTP side: forwards STATS to controllers, answers READY, sends each
/// agent frames without end, and START again and again.
public final class SoakScheduler implements SessionListener {
  private static final int BURST_MAX = 8;
  private static final int FILLER_MAX = 1_500;
  private static final int START_ONE_IN = 12;

  /// After this time a server that closes throws away what has not gone out.
  private static final Duration CLOSE_WAIT = Duration.ofMillis(1_900);

  private final Traffic traffic;
  private final Function<UUID, List<Bytes>> starts;
  private final Map<SsntpSession, Peer> peers = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final SsntpServer server;

  /// @param starts the payloads of START for an agent
  public SoakScheduler(TlsIdentity tls, Traffic traffic, Function<UUID, List<Bytes>> starts)
      throws InterruptedException {
    this.traffic = traffic;
    this.starts = starts;
    var rule = ForwardingRule.toRole(Command.STATS, Role.CONTROLLER).from(Role.AGENT);
    var config =
        ServerConfig.of(tls, List.of(new HostPort("127.0.0.1", 0)))
            .withForwarding(ForwardingRules.of(List.of(rule)));
    server =
        SsntpServer.start(
            config, this, new Surroundings(InstantSource.system(), System::nanoTime, new Random()));
  }

  public HostPort address() {
    return server.addresses().getFirst();
  }

  /// How many agents are connected.
  public int agents() {
    return peers.size();
  }

  /// One agent as this life knows it: what it says, and a thread that speaks to it.
  private final class Peer {
    private final SsntpSession session;
    private final Traffic.Sent sent;
    private final Traffic.Heard heard;
    private final AtomicBoolean renewalDue = new AtomicBoolean();
    private final Thread speaker;

    Peer(SsntpSession session) {
      this.session = session;
      this.sent = traffic.sends("the server to " + session.uuid());
      this.heard = traffic.hears("the server from " + session.uuid());
      this.speaker = Thread.ofVirtual().unstarted(this::speak);
    }

    private void speak() {
      var random = ThreadLocalRandom.current();
      var payloads = starts.apply(session.uuid());
      try {
        // Whoever connects is told at once, as by a real scheduler.
        var open = payloads.stream().allMatch(this::sendStart);
        while (open && !closing.await(traffic.pauseMillis(random), TimeUnit.MILLISECONDS)) {
          for (var i = random.nextInt(BURST_MAX); open && i >= 0; i--) {
            open =
                random.nextInt(START_ONE_IN) == 0
                    ? sendStart(payloads.get(random.nextInt(payloads.size())))
                    : sendEvent(random.nextInt(FILLER_MAX));
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean sendEvent(int filler) {
      var event = renewalDue.getAndSet(false) ? Event.RENEWED : Event.TENANT_ADDED;
      return send(TrafficFrame.of(event, session.uuid(), sent.next().payload(filler)));
    }

    private boolean sendStart(Bytes payload) {
      var start = TrafficFrame.of(Command.START, session.uuid(), payload);
      return send(start.withTrace(Trace.labelled(sent.next().label())));
    }

    private boolean send(TrafficFrame frame) {
      var queued = session.send(frame) == SendResult.QUEUED;
      if (queued) {
        sent.queued(false);
      }
      return queued;
    }
  }

  @Override
  public void connected(SsntpSession session) {
    if (session.roles().toList().contains(Role.AGENT)) {
      var peer = new Peer(session);
      peers.put(session, peer);
      peer.speaker.start();
    }
  }

  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {
    var peer = peers.get(session);
    if (peer != null) {
      peer.heard.take(frame);
      if (frame instanceof StatusFrame(var status, _, _, _) && status == Status.READY) {
        peer.renewalDue.set(true);
      }
    }
  }

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {
    var peer = peers.remove(session);
    if (peer != null) {
      peer.heard.ended();
      if (why.cause() == Disconnect.Cause.PROTOCOL_ERROR
          || why.cause() == Disconnect.Cause.TOO_SLOW) {
        traffic.wrong("the server cut " + session.uuid() + " off: " + why);
      }
    }
  }

  /// Closes in order: what was sent to agents has to arrive.
  public void close() throws InterruptedException {
    closing.countDown();
    var told = List.copyOf(peers.values());
    for (var peer : told) {
      peer.speaker.join();
    }
    told.forEach(peer -> peer.sent.closesInOrder());
    var begun = System.nanoTime();
    server.close();
    if (System.nanoTime() - begun > CLOSE_WAIT.toNanos()) {
      told.forEach(peer -> peer.sent.closedShort());
    }
  }

  /// Ends after its connections were torn.
  public void die() throws InterruptedException {
    closing.countDown();
    for (var peer : List.copyOf(peers.values())) {
      peer.speaker.join();
    }
    server.close();
  }
}
