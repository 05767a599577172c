package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what a client tells.
class ClientLog implements ClientListener {

  final List<ServerPeer> connected = new CopyOnWriteArrayList<>();
  final List<TrafficFrame> frames = new CopyOnWriteArrayList<>();
  final List<Disconnect> disconnected = new CopyOnWriteArrayList<>();
  final List<FailedAttempt> failed = new CopyOnWriteArrayList<>();

  /// The server that it has connected to first; waits, for it is told a moment after frames can be
  /// sent.
  ServerPeer server() throws InterruptedException {
    Loopback.SOON.until("told of the server", () -> !connected.isEmpty());
    return connected.getFirst();
  }

  @Override
  public void connected(ServerPeer server) {
    connected.add(server);
  }

  @Override
  public void frame(TrafficFrame frame) {
    frames.add(frame);
  }

  @Override
  public void disconnected(Disconnect why) {
    disconnected.add(why);
  }

  @Override
  public void attemptFailed(FailedAttempt attempt) {
    failed.add(attempt);
  }
}
