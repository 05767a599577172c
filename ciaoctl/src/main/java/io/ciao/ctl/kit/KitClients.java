package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceState;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.StatusFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.InstanceDeleted;
import io.ciao.ssntp.payload.InstanceStopped;
import io.ciao.ssntp.payload.PayloadResult;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.Ready;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.ssntp.payload.ReportsExtension;
import io.ciao.ssntp.payload.StartFailure;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpSession;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The agents that are connected, and what each has said. A renewal that one asks for is granted:
/// nobody else could declare it lost. Safe for many threads.
final class KitClients implements SessionListener {
  /// Of one agent; the oldest give way.
  private static final int COLLECTED_MAX = 10_000;

  private static final String RELEASED = InstanceState.Released.name();

  private final PrintStream log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Client> clients = new LinkedHashMap<>();

  /// Epochs outlive connections, and agents tell them again.
  private final Map<String, Long> epochs = new LinkedHashMap<>();

  /// @param log where connections and traced frames are told
  KitClients(PrintStream log) {
    this.log = log;
  }

  /// One agent.
  static final class Client {
    final SsntpSession session;
    final List<ObjectNode> collected = new ArrayList<>();
    @Nullable Bytes ready;
    String status = Status.CONNECTED.name();
    @Nullable Stats stats;
    @Nullable Bytes statsText;

    Client(SsntpSession session) {
      this.session = session;
    }
  }

  /// UUIDs, in the order in which they connected.
  List<String> uuids() {
    return locked(() -> List.copyOf(clients.keySet()));
  }

  /// What is known of one agent; the first that is connected where none is named.
  ///
  /// @throws KitRefusedException if it is not connected
  <T> T of(String uuid, Function<Client, T> look) throws KitRefusedException {
    lock.lock();
    try {
      if (clients.isEmpty()) {
        throw new KitRefusedException(
            "no agent is connected; start one with --stand-alone and this address as --scheduler");
      }
      var client = uuid.isEmpty() ? clients.values().iterator().next() : clients.get(uuid);
      if (client == null) {
        throw new KitRefusedException(
            "agent %s is not connected; those that are: %s"
                .formatted(uuid, String.join(", ", clients.keySet())));
      }
      return look.apply(client);
    } finally {
      lock.unlock();
    }
  }

  /// The epoch at which an instance was started last; 0: unknown.
  long epoch(String instance) {
    return locked(() -> epochs.getOrDefault(instance, 0L));
  }

  void started(String instance, long epoch) {
    locked(() -> epochs.put(instance, epoch));
  }

  /// Whatever is started under that uid is another life.
  void deleted(String instance) {
    locked(() -> epochs.remove(instance));
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void with(SsntpSession session, Consumer<Client> change) {
    lock.lock();
    try {
      var client = clients.get(session.uuid().toString());
      if (client != null && client.session.equals(session)) {
        change.accept(client);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void connected(SsntpSession session) {
    locked(() -> clients.put(session.uuid().toString(), new Client(session)));
    log.println("agent connected: %s from %s".formatted(session.uuid(), session.remote()));
  }

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {
    with(session, _ -> clients.remove(session.uuid().toString()));
    log.println("agent gone: %s: %s".formatted(session.uuid(), why.detail()));
  }

  @Override
  public void refused(String remote, String reason) {
    log.println("refused: %s: %s".formatted(remote, reason));
  }

  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {
    switch (frame) {
      case StatusFrame status -> status(session, status);
      case CommandFrame command -> {
        if (command.command() == Command.STATS
            && Stats.parse(command.payload()) instanceof Parsed<Stats>(var stats)) {
          stats(session, command.payload(), stats);
        }
      }
      case EventFrame event -> collect(session, "event", event.event().name(), event.payload());
      case ErrorFrame error -> collect(session, "error", error.error().name(), error.payload());
      default -> log.println("frame of a type that nobody knows from " + session.uuid());
    }
  }

  private void status(SsntpSession session, StatusFrame frame) {
    var parsed = Ready.parse(frame.payload());
    with(
        session,
        client -> {
          client.status = frame.status().name();
          if (frame.status() == Status.READY) {
            client.ready = frame.payload();
          }
        });
    if (frame.status() == Status.READY && parsed instanceof Parsed<Ready>(var ready)) {
      var asked = ready.ciao();
      if (asked != null && asked.seq() > 0) {
        session.send(Event.RENEWED, new Renewed(asked.incarnation(), asked.seq()).toBytes());
      }
    }
  }

  /// One that carries reports says what has changed, not how all is.
  private void stats(SsntpSession session, Bytes text, Stats stats) {
    var ciao = stats.ciao();
    if (ciao != null && !ciao.reports().isEmpty()) {
      learn(ciao);
      return;
    }
    with(
        session,
        client -> {
          client.stats = stats;
          client.statsText = text;
        });
  }

  private void collect(SsntpSession session, String sort, String name, Bytes payload) {
    learn(extension(payload, StartFailure::parse, StartFailure::ciao));
    learn(extension(payload, InstanceStopped::parse, InstanceStopped::ciao));
    if (name.equals(Event.INSTANCE_DELETED.name())
        && InstanceDeleted.parse(payload) instanceof Parsed<InstanceDeleted>(var deleted)) {
      deleted(deleted.instanceUuid());
    }
    var entry = Json.object();
    entry.put(sort, name);
    entry.set("payload", KitText.tree(payload));
    with(
        session,
        client -> {
          client.collected.add(entry);
          if (client.collected.size() > COLLECTED_MAX) {
            client.collected.removeFirst();
          }
        });
  }

  private static <T> @Nullable ReportsExtension extension(
      Bytes payload,
      Function<Bytes, PayloadResult<T>> parse,
      Function<T, @Nullable ReportsExtension> ciao) {
    return parse.apply(payload) instanceof Parsed<T>(var value) ? ciao.apply(value) : null;
  }

  private void learn(@Nullable ReportsExtension ciao) {
    if (ciao != null) {
      for (var report : ciao.reports()) {
        // An epoch that was given up is not started at again.
        if (!report.at("/facts/state").asText().equals(RELEASED)) {
          started(report.path("uid").asText(), report.path("epoch").asLong());
        }
      }
    }
  }
}
