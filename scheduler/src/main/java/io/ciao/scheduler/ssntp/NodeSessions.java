package io.ciao.scheduler.ssntp;

import io.ciao.scheduler.failover.SessionRenewals;
import io.ciao.scheduler.figures.NodeBoard;
import io.ciao.scheduler.presence.NodePresence;
import io.ciao.scheduler.report.ReportCollector;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ErrorFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.StatusFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.payload.InstanceDeleted;
import io.ciao.ssntp.payload.InstanceStopped;
import io.ciao.ssntp.payload.PayloadResult;
import io.ciao.ssntp.payload.Ready;
import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.ReportsExtension;
import io.ciao.ssntp.payload.StartFailure;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.store.Renewal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes up from agents: presence, capacity vetoes, reports. Safe for many threads.
///
/// Who speaks is told by the certificate alone: a node's name is in its common name, and its UUID
/// is the session's.
public final class NodeSessions implements SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(NodeSessions.class);

  private final NodePresence presence;
  private final NodeBoard board;
  private final ReportCollector reports;
  private final SessionRenewals renewals;
  private final Consumer<NodeEvent> listener;
  private final Map<String, SsntpSession> sessions = new ConcurrentHashMap<>();
  private final Map<SsntpSession, CarriedObjects> carried = new ConcurrentHashMap<>();
  private final Map<SsntpSession, Hearing> hearings = new ConcurrentHashMap<>();

  /// A node was heard for the first time on a connection, is gone from it, or changed what it
  /// takes.
  public record NodeEvent(String name, String uid) {}

  public NodeSessions(
      NodePresence presence,
      NodeBoard board,
      ReportCollector reports,
      SessionRenewals renewals,
      Consumer<NodeEvent> listener) {
    this.presence = presence;
    this.board = board;
    this.reports = reports;
    this.renewals = renewals;
    this.listener = listener;
  }

  /// The live connection of the node of that uid and what it has carried.
  Optional<Link> link(String uid) {
    var session = sessions.get(uid);
    var objects = session == null ? null : carried.get(session);
    return session == null || objects == null
        ? Optional.empty()
        : Optional.of(new Link(session, objects));
  }

  /// A connection to a node.
  record Link(SsntpSession session, CarriedObjects carried) {}

  @Override
  public void connected(SsntpSession session) {
    var uid = session.uuid().toString();
    carried.put(session, new CarriedObjects());
    hearings.put(session, new Hearing(System::nanoTime));
    sessions.put(uid, session);
    presence.connected(uid);
    board.connected(uid, name(session), session.roles());
    LOG.info("node connected node={} uid={} remote={}", name(session), uid, session.remote());
    tell(session);
  }

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {
    var uid = session.uuid().toString();
    carried.remove(session);
    hearings.remove(session);
    if (sessions.remove(uid, session)) {
      presence.disconnected(uid);
      board.disconnected(uid);
      LOG.info("node disconnected node={} uid={} why={}", name(session), uid, why);
      tell(session);
    }
  }

  @Override
  public void refused(String remote, String reason) {
    LOG.warn("peer refused remote={} reason={}", remote, reason);
  }

  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {
    presence.frame(session.uuid().toString());
    switch (frame) {
      case StatusFrame status -> status(session, status);
      case CommandFrame command -> {
        switch (command.command()) {
          case STATS -> report(session, command, Stats::parse, stats -> told(session, stats));
          default -> ignored(session, frame);
        }
      }
      case ErrorFrame error -> {
        switch (error.error()) {
          case START_FAILURE -> report(session, error, StartFailure::parse, StartFailure::ciao);
          default -> ignored(session, frame);
        }
      }
      case EventFrame event -> {
        switch (event.event()) {
          case INSTANCE_DELETED ->
              report(session, event, InstanceDeleted::parse, InstanceDeleted::ciao);
          case INSTANCE_STOPPED ->
              report(session, event, InstanceStopped::parse, InstanceStopped::ciao);
          default -> ignored(session, frame);
        }
      }
      case UnknownFrame _ -> ignored(session, frame);
    }
  }

  private void status(SsntpSession session, StatusFrame frame) {
    var uid = session.uuid().toString();
    var before = presence.isFull(uid);
    switch (frame.status()) {
      case READY -> {
        // One that asks for a renewal says nothing of room: a full node's says FULL behind it.
        if (!renews(session, frame)) {
          presence.full(uid, false);
          board.status(uid, frame.status());
        }
      }
      case FULL -> {
        presence.full(uid, true);
        board.status(uid, frame.status());
      }
      case CONNECTED, OFFLINE, MAINTENANCE -> {
        board.status(uid, frame.status());
        ignored(session, frame);
      }
    }
    if (before != presence.isFull(uid)) {
      tell(session);
    }
  }

  /// Whether a READY carries a number and so asks for a renewal, which is begun.
  private boolean renews(SsntpSession session, StatusFrame frame) {
    if (frame.payload().isEmpty()) {
      return false;
    }
    return switch (Ready.parse(frame.payload())) {
      case PayloadResult.Parsed<Ready>(var ready) -> {
        board.figures(session.uuid().toString(), ready.figures());
        var asked = ready.ciao();
        if (!session.certified() || asked == null || asked.seq() == 0) {
          yield false;
        }
        renew(session, asked);
        yield true;
      }
      case PayloadResult.Corrupt<Ready>(var problem) -> {
        LOG.warn("payload cannot be read node={} problem={}", name(session), problem);
        yield false;
      }
    };
  }

  private void renew(SsntpSession session, ReadyExtension asked) {
    var hearing = hearings.get(session);
    if (hearing == null) {
      return;
    }
    if (!hearing.hears(asked)) {
      LOG.info("node hears no answer and is not renewed node={}", name(session));
      return;
    }
    renewals.renew(
        name(session),
        new Renewal(asked.incarnation(), asked.seq()),
        renewed -> {
          hearing.answered(renewed);
          session.send(Event.RENEWED, renewed.toBytes());
        });
  }

  private <T> void report(
      SsntpSession session,
      TrafficFrame frame,
      Function<Bytes, PayloadResult<T>> parse,
      Function<T, @Nullable ReportsExtension> extension) {
    switch (parse.apply(frame.payload())) {
      case PayloadResult.Parsed<T>(var payload) -> {
        var found = extension.apply(payload);
        if (found != null && session.certified()) {
          collect(session, found);
        }
      }
      case PayloadResult.Corrupt<T>(var problem) ->
          LOG.warn("payload cannot be read node={} problem={}", name(session), problem);
    }
  }

  private @Nullable ReportsExtension told(SsntpSession session, Stats stats) {
    board.stats(session.uuid().toString(), stats);
    return stats.ciao();
  }

  private void collect(SsntpSession session, ReportsExtension extension) {
    reports.add(name(session), extension.reports());
  }

  private void ignored(SsntpSession session, TrafficFrame frame) {
    LOG.debug(
        "frame ignored node={} type={} operand={}",
        name(session),
        frame.typeCode(),
        frame.operandCode());
  }

  private void tell(SsntpSession session) {
    listener.accept(new NodeEvent(name(session), session.uuid().toString()));
  }

  private static String name(SsntpSession session) {
    var certificate = session.certificate();
    return certificate.nodeName().orElse(certificate.commonName());
  }
}
