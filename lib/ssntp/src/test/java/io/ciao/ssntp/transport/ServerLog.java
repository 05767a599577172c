package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what a server tells.
class ServerLog implements SessionListener {

  final List<SsntpSession> connected = new CopyOnWriteArrayList<>();
  final List<TrafficFrame> frames = new CopyOnWriteArrayList<>();
  final List<Disconnect> disconnected = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();

  /// `connected UUID` and `disconnected UUID CAUSE`, in order.
  final List<String> order = new CopyOnWriteArrayList<>();

  @Override
  public void connected(SsntpSession session) {
    order.add("connected " + session.uuid());
    connected.add(session);
  }

  @Override
  public void frame(SsntpSession session, TrafficFrame frame) {
    frames.add(frame);
  }

  @Override
  public void disconnected(SsntpSession session, Disconnect why) {
    order.add("disconnected " + session.uuid() + " " + why.cause());
    disconnected.add(why);
  }

  @Override
  public void refused(String remote, String reason) {
    refused.add(reason);
  }
}
