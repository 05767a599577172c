package io.ciao.launcher.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.EventFrame;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.ClusterConfiguration;
import io.ciao.ssntp.payload.Delete;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import io.ciao.ssntp.payload.Renewed;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.transport.ClientListener;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.FailedAttempt;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerPeer;
import io.ciao.ssntp.transport.SsntpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears one scheduler. A frame that cannot be read is logged and changes nothing: the API says the
/// same.
final class SchedulerListener implements ClientListener {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerListener.class);

  private final HostPort scheduler;
  private final Inbox inbox;
  private final SchedulerLinks links;
  private final CompletableFuture<SsntpClient> client = new CompletableFuture<>();

  SchedulerListener(HostPort scheduler, Inbox inbox, SchedulerLinks links) {
    this.scheduler = scheduler;
    this.inbox = inbox;
    this.links = links;
  }

  /// The client that this listener belongs to; it dials before it can be named.
  void serve(SsntpClient own) {
    client.complete(own);
  }

  @Override
  public void connected(ServerPeer server) {
    LOG.info("scheduler connected scheduler={} uuid={}", scheduler, server.uuid());
    configured(server.configuration());
    links.connected(client.join());
    inbox.connected();
  }

  @Override
  public void frame(TrafficFrame frame) {
    switch (frame) {
      case CommandFrame command -> command(command);
      case EventFrame event when event.event() == Event.RENEWED -> renewed(event);
      default -> {}
    }
  }

  private void command(CommandFrame frame) {
    switch (frame.command()) {
      case START -> start(frame);
      case DELETE -> delete(frame);
      case CONFIGURE -> configured(frame.payload());
      case CONNECT,
          STATS,
          EVACUATE,
          ASSIGN_PUBLIC_IP,
          RELEASE_PUBLIC_IP,
          ATTACH_VOLUME,
          RESTORE,
          REFRESH_CNCI ->
          LOG.debug("command is not for this agent command={}", frame.command());
    }
  }

  /// The client keeps it. Nothing is taken from it yet: limits and the user of hypervisors are
  /// flags of this agent.
  private void configured(Bytes payload) {
    if (payload.isEmpty()) {
      return;
    }
    switch (ClusterConfiguration.parse(payload)) {
      case Corrupt<ClusterConfiguration>(var problem) -> unreadable(Command.CONFIGURE, problem);
      case Parsed<ClusterConfiguration>(var configuration) ->
          LOG.info(
              "cluster configuration received scheduler={} launcher={} ceph={}",
              scheduler,
              configuration.launcher(),
              configuration.cephId());
    }
  }

  private void start(TrafficFrame frame) {
    switch (Start.parse(frame.payload())) {
      case Corrupt<Start>(var problem) -> unreadable(Command.START, problem);
      case Parsed<Start>(var start) -> {
        var ciao = start.ciao();
        if (ciao == null) {
          LOG.warn(
              "start without objects is ignored scheduler={} instance={}",
              scheduler,
              start.instanceUuid());
          return;
        }
        traced(start.instanceUuid(), ciao.epoch(), frame);
        inbox.start(start.instanceUuid(), ciao.epoch(), instanceLast(ciao.objects()));
      }
    }
  }

  private void traced(String instance, long epoch, TrafficFrame frame) {
    var trace = frame.trace();
    if (trace != null) {
      inbox.traced(instance, epoch, trace);
      LOG.info(
          "traced start label={} instance={} hops={} micros={}",
          trace.label().utf8(),
          instance,
          trace.path().size(),
          trace.duration().map(Duration::toNanos).orElse(0L) / 1000);
    }
  }

  /// A pass that the instance's arrival causes shall find everything else there.
  private static List<ObjectNode> instanceLast(List<ObjectNode> objects) {
    var ordered = new ArrayList<ObjectNode>();
    objects.stream().filter(object -> !isInstance(object)).forEach(ordered::add);
    objects.stream().filter(SchedulerListener::isInstance).forEach(ordered::add);
    return ordered;
  }

  private static boolean isInstance(ObjectNode object) {
    return object.path("kind").asText().equals(Instance.KIND);
  }

  private void delete(TrafficFrame frame) {
    switch (Delete.parse(frame.payload())) {
      case Corrupt<Delete>(var problem) -> unreadable(Command.DELETE, problem);
      case Parsed<Delete>(var delete) -> {
        var ciao = delete.ciao();
        if (ciao == null) {
          LOG.warn(
              "delete without an epoch is ignored scheduler={} instance={}",
              scheduler,
              delete.instanceUuid());
          return;
        }
        inbox.delete(delete.instanceUuid(), ciao.epoch(), delete.stop());
      }
    }
  }

  private void renewed(EventFrame frame) {
    switch (Renewed.parse(frame.payload())) {
      case Corrupt<Renewed>(var problem) -> unreadable(Event.RENEWED, problem);
      case Parsed<Renewed>(var renewed) -> inbox.renewed(renewed);
    }
  }

  private void unreadable(Operand operand, String problem) {
    LOG.warn(
        "frame cannot be read scheduler={} operand={} problem={}", scheduler, operand, problem);
  }

  @Override
  public void disconnected(Disconnect why) {
    LOG.info("scheduler disconnected scheduler={} cause={}", scheduler, why.cause());
    inbox.disconnected();
  }

  @Override
  public void attemptFailed(FailedAttempt attempt) {
    if (attempt.kind() == FailedAttempt.Kind.REJECTED) {
      LOG.warn("scheduler refuses this agent scheduler={} reason={}", scheduler, attempt.reason());
    }
  }
}
