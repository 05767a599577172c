package io.ciao.cnci.ssntp;

import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.ConcentratorInstanceAdded;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.transport.ClientConfig;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.FailedAttempt;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.NotConnectedException;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SsntpClient;
import io.ciao.ssntp.transport.Surroundings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One concentrator's connections to the schedulers. Says ConcentratorInstanceAdded on each new
/// one; keeps what was asked of it until it is answered where it was asked. Safe for many threads.
final class Voice implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Voice.class);

  /// Enough for all addresses of a subnet; more at once are answered by their passing time.
  private static final int QUESTIONS_MAX = 1024;

  private final String uid;
  private final Hints hints;
  private final List<SsntpClient> clients = new ArrayList<>();
  private final Map<Question, Long> questions = new HashMap<>();
  private final LongSupplier nanos;
  private volatile VoiceCertificate certificate;
  private volatile ConcentratorInstanceAdded announcement;

  /// Who is told of hints.
  interface Hints {
    /// A pass over the concentrator is due.
    void pass();

    /// Something was asked that a later look answers.
    void asked();
  }

  /// What was asked on a connection.
  private record Question(SsntpClient from, PublicIpCommand command) {}

  /// Starts to dial.
  Voice(
      Concentrator concentrator,
      VoiceCertificate certificate,
      List<HostPort> schedulers,
      Hints hints,
      Surroundings surroundings) {
    this.uid = concentrator.metadata().requireUid();
    this.hints = hints;
    this.nanos = surroundings.nanos();
    this.certificate = certificate;
    this.announcement = announcement(concentrator);
    for (var scheduler : schedulers) {
      var listener = new Listener(scheduler);
      var config = ClientConfig.of(() -> this.certificate.tls(), List.of(scheduler));
      var client = SsntpClient.start(config, listener, surroundings);
      listener.client.complete(client);
      clients.add(client);
    }
  }

  private static ConcentratorInstanceAdded announcement(Concentrator concentrator) {
    var outside = concentrator.spec().outsideHost();
    return new ConcentratorInstanceAdded(
        concentrator.metadata().requireUid(),
        String.valueOf(concentrator.metadata().namespace()),
        outside,
        MacAddress.ofOutside(Ipv4Address.parse(outside)).toString());
  }

  String uid() {
    return uid;
  }

  VoiceCertificate certificate() {
    return certificate;
  }

  /// Shown from the next connection on.
  void renewed(VoiceCertificate next) {
    certificate = next;
  }

  /// Says it again where the concentrator is reached otherwise than was said, and answers what can
  /// be answered.
  ///
  /// @return whether something is still to be answered
  boolean look(Concentrator now) {
    var said = announcement;
    announcement = announcement(now);
    if (!announcement.equals(said)) {
      clients.forEach(this::announce);
    }
    var answers = new HashMap<Question, OutFrame>();
    synchronized (questions) {
      questions.forEach(
          (question, until) ->
              AddressAnswers.to(question.command(), now, until - nanos.getAsLong() <= 0)
                  .ifPresent(answer -> answers.put(question, answer)));
      questions.keySet().removeAll(answers.keySet());
    }
    answers.forEach((question, answer) -> send(question.from(), answer));
    synchronized (questions) {
      return !questions.isEmpty();
    }
  }

  private void announce(SsntpClient client) {
    send(client, new OutFrame(Event.CONCENTRATOR_INSTANCE_ADDED, announcement.toBytes()));
  }

  /// Nobody hears: whoever asked asks again, and the next connection begins with the announcement.
  private static void send(SsntpClient client, OutFrame frame) {
    try {
      client.send(frame.operand(), frame.payload());
    } catch (NotConnectedException e) {
      LOG.debug("frame was not sent operand={} problem={}", frame.operand(), e.getMessage());
    }
  }

  @Override
  public void close() {
    // One that is dialling takes its time.
    var closing = clients.stream().map(client -> Thread.ofVirtual().start(client::close)).toList();
    try {
      for (var thread : closing) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Hears one scheduler.
  private final class Listener implements ClientListener {
    private final HostPort scheduler;
    private final CompletableFuture<SsntpClient> client = new CompletableFuture<>();

    Listener(HostPort scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public void connected(ServerPeer server) {
      announce(client.join());
    }

    @Override
    public void frame(TrafficFrame frame) {
      switch (frame) {
        case EventFrame event
            when event.event() == Event.TENANT_ADDED || event.event() == Event.TENANT_REMOVED ->
            hints.pass();
        case CommandFrame command -> command(command);
        default -> {}
      }
    }

    private void command(CommandFrame frame) {
      switch (frame.command()) {
        case ASSIGN_PUBLIC_IP -> asked(frame, PublicIpCommand.Sort.ASSIGN);
        case RELEASE_PUBLIC_IP -> asked(frame, PublicIpCommand.Sort.RELEASE);
        case REFRESH_CNCI -> hints.pass();
        case CONFIGURE -> {}
        case CONNECT, START, STATS, EVACUATE, DELETE, ATTACH_VOLUME, RESTORE ->
            LOG.debug("command is not for a concentrator command={}", frame.command());
      }
    }

    private void asked(CommandFrame frame, PublicIpCommand.Sort sort) {
      switch (PublicIpCommand.parse(sort, frame.payload())) {
        case Corrupt<PublicIpCommand>(var problem) -> {
          LOG.warn(
              "frame cannot be read scheduler={} command={} problem={}",
              scheduler,
              frame.command(),
              problem);
          send(client.join(), AddressAnswers.unreadable(sort, uid));
        }
        case Parsed<PublicIpCommand>(var command) -> {
          keep(new Question(client.join(), command));
          hints.pass();
          hints.asked();
        }
      }
    }

    private void keep(Question question) {
      synchronized (questions) {
        if (questions.size() < QUESTIONS_MAX) {
          questions.putIfAbsent(question, nanos.getAsLong() + Voices.ANSWER_LIMIT.toNanos());
        }
      }
    }

    /// What was asked there cannot be answered there any more.
    @Override
    public void disconnected(Disconnect why) {
      synchronized (questions) {
        questions.keySet().removeIf(question -> question.from().equals(client.join()));
      }
    }

    @Override
    public void attemptFailed(FailedAttempt attempt) {
      if (attempt.kind() == FailedAttempt.Kind.REJECTED) {
        LOG.warn(
            "scheduler refuses a concentrator scheduler={} uid={} reason={}",
            scheduler,
            uid,
            attempt.reason());
      }
    }
  }
}
