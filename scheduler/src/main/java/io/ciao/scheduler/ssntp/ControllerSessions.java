package io.ciao.scheduler.ssntp;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.ClusterConfiguration;
import io.ciao.ssntp.payload.NodeEvent;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.TraceReport;
import io.ciao.ssntp.tail.FrameLog;
import io.ciao.ssntp.transport.SsntpSession;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sessions with role Controller: they are told which nodes come and go, may follow the frame log,
/// and change nothing. Safe for many threads.
final class ControllerSessions {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerSessions.class);

  private final FrameLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<SsntpSession> controllers = new LinkedHashSet<>();
  private final Set<SsntpSession> nodes = new LinkedHashSet<>();

  ControllerSessions(FrameLog log) {
    this.log = log;
  }

  /// A node has come. Under the lock, so that each controller hears of it once, whichever of the
  /// two came first.
  void nodeConnected(SsntpSession node) {
    lock.lock();
    try {
      nodes.add(node);
      controllers.forEach(c -> tell(c, Event.NODE_CONNECTED, NodeEvent.Sort.CONNECTED, node));
    } finally {
      lock.unlock();
    }
  }

  /// A node has gone.
  void nodeDisconnected(SsntpSession node) {
    lock.lock();
    try {
      nodes.remove(node);
      controllers.forEach(c -> tell(c, Event.NODE_DISCONNECTED, NodeEvent.Sort.DISCONNECTED, node));
    } finally {
      lock.unlock();
    }
  }

  /// A controller has come; it hears of all nodes that are there.
  void connected(SsntpSession controller) {
    LOG.info("controller connected uuid={} remote={}", controller.uuid(), controller.remote());
    lock.lock();
    try {
      controllers.add(controller);
      nodes.forEach(node -> tell(controller, Event.NODE_CONNECTED, NodeEvent.Sort.CONNECTED, node));
    } finally {
      lock.unlock();
    }
  }

  /// A controller has gone.
  void disconnected(SsntpSession controller) {
    log.unfollow(controller);
    lock.lock();
    try {
      controllers.remove(controller);
    } finally {
      lock.unlock();
    }
    LOG.info("controller disconnected uuid={}", controller.uuid());
  }

  /// UUIDs of those that are connected, oldest first.
  List<String> uuids() {
    lock.lock();
    try {
      return controllers.stream().map(controller -> controller.uuid().toString()).toList();
    } finally {
      lock.unlock();
    }
  }

  private static void tell(
      SsntpSession controller, Event event, NodeEvent.Sort sort, SsntpSession node) {
    if (node.roles().contains(Role.AGENT)) {
      tell(controller, event, new NodeEvent(sort, node.uuid().toString(), NodeEvent.COMPUTE_NODE));
    }
    if (node.roles().contains(Role.NET_AGENT)) {
      tell(controller, event, new NodeEvent(sort, node.uuid().toString(), NodeEvent.NETWORK_NODE));
    }
  }

  private static void tell(SsntpSession controller, Event event, NodeEvent payload) {
    controller.send(event, payload.toBytes());
  }

  /// A controller has sent something.
  void frame(SsntpSession controller, TrafficFrame frame) {
    if (frame instanceof CommandFrame command && command.command() == Command.CONFIGURE) {
      refuse(controller, command);
    } else if (frame instanceof EventFrame event && event.event() == Event.TRACE_REPORT) {
      follow(controller, event);
    }
  }

  /// The ClusterConfig is the truth, so that none is taken from here.
  private static void refuse(SsntpSession controller, CommandFrame frame) {
    var reason =
        switch (ClusterConfiguration.parse(frame.payload())) {
          case Corrupt<ClusterConfiguration>(var problem) -> "it is corrupt: " + problem;
          case Parsed<ClusterConfiguration> _ ->
              "the cluster's configuration is the ClusterConfig default; change that instead, with"
                  + " ciaoctl edit clusterconfig default";
        };
    LOG.warn("configuration is refused controller={} reason={}", controller.uuid(), reason);
    controller.send(ErrorCode.INVALID_CONFIGURATION, Bytes.EMPTY);
  }

  private void follow(SsntpSession controller, EventFrame frame) {
    switch (TraceReport.parse(frame.payload())) {
      case Corrupt<TraceReport>(var problem) ->
          LOG.warn("report cannot be read controller={} problem={}", controller.uuid(), problem);
      case Parsed<TraceReport>(var report) -> {
        var ciao = report.ciao();
        if (ciao != null && ciao.follow()) {
          LOG.info("frame log is followed controller={}", controller.uuid());
          log.follow(controller, ciao.last());
        }
      }
    }
  }
}
