package io.ciao.scheduler.ssntp;

import io.ciao.api.config.ClusterConfig;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Reconciler;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.tail.FrameLog;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpSession;
import java.time.InstantSource;
import java.util.List;

/// All sessions of a scheduler: nodes, concentrators, controllers, and what concerns both. Safe for
/// many threads.
public final class SsntpFront implements SessionListener, AutoCloseable {
  /// The only key of the configuration's pass.
  public static final String CONFIGURATION = "configuration";

  private static final Roles NODES = Roles.of(Role.AGENT, Role.NET_AGENT);

  private final SessionListener nodes;
  private final SessionListener concentrators;
  private final FrameLog log;
  private final ControllerSessions controllers;
  private final ConfigurationFeed configuration;

  /// @param nodes told of sessions of nodes, and of refusals
  /// @param concentrators told of sessions of concentrators
  public SsntpFront(
      SessionListener nodes,
      SessionListener concentrators,
      Informer<ClusterConfig> configs,
      ConfigurationCondition condition,
      InstantSource wall) {
    this.nodes = nodes;
    this.concentrators = concentrators;
    this.log = new FrameLog(wall);
    this.controllers = new ControllerSessions(log);
    this.configuration = new ConfigurationFeed(configs, condition);
  }

  /// The server's settings with forwarding, frame log and cluster configuration.
  public ServerConfig equip(ServerConfig config) {
    return config
        .withForwarding(FrameRoutes.rules())
        .withObserver(log)
        .withConfiguration(configuration::current);
  }

  /// The pass that tells sessions of a changed configuration; due at the start and whenever a
  /// ClusterConfig changes.
  public Reconciler<String> configurationPass() {
    return configuration;
  }

  /// UUIDs of the controllers that are connected, oldest first.
  public List<String> controllers() {
    return controllers.uuids();
  }

  @Override
  public void connected(SsntpSession session) {
    configuration.connected(session);
    if (isNode(session)) {
      nodes.connected(session);
      controllers.nodeConnected(session);
    }
    if (isConcentrator(session)) {
      concentrators.connected(session);
    }
    if (isController(session)) {
      controllers.connected(session);
    }
  }

  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {
    if (isNode(session)) {
      nodes.frame(session, frame);
    }
    if (isConcentrator(session)) {
      concentrators.frame(session, frame);
    }
    if (isController(session)) {
      controllers.frame(session, frame);
    }
  }

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {
    configuration.disconnected(session);
    if (isNode(session)) {
      controllers.nodeDisconnected(session);
      nodes.disconnected(session, why);
    }
    if (isConcentrator(session)) {
      concentrators.disconnected(session, why);
    }
    if (isController(session)) {
      controllers.disconnected(session);
    }
  }

  @Override
  public void refused(String remote, String reason) {
    nodes.refused(remote, reason);
  }

  private static boolean isNode(SsntpSession session) {
    return session.roles().intersects(NODES);
  }

  private static boolean isConcentrator(SsntpSession session) {
    return session.roles().contains(Role.CNCI_AGENT) && !isNode(session);
  }

  private static boolean isController(SsntpSession session) {
    return session.roles().contains(Role.CONTROLLER);
  }

  @Override
  public void close() {
    log.close();
  }
}
