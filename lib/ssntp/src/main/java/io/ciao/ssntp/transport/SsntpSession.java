package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.session.Handshake;
import io.ciao.ssntp.session.ServerVerdict.Accepted;
import io.ciao.ssntp.transport.Disconnect.Cause;
import io.ciao.ssntp.transport.FrameObserver.Direction;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// One connected client, as its server sees it. Safe for many threads; compare by identity.
public final class SsntpSession {

  private final ServerConnection connection;
  private final Handshake own;
  private final Accepted peer;
  private final PeerIdentity certificate;
  private final FrameObserver observer;
  private final Surroundings surroundings;
  private final CountDownLatch ended = new CountDownLatch(1);

  /// False until CONNECTED is queued, which must be the first frame.
  private volatile boolean open;

  private volatile Bytes configuration = Bytes.EMPTY;

  SsntpSession(
      ServerConnection connection,
      Handshake own,
      Accepted peer,
      PeerIdentity certificate,
      FrameObserver observer,
      Surroundings surroundings) {
    this.connection = connection;
    this.own = own;
    this.peer = peer;
    this.certificate = certificate;
    this.observer = observer;
    this.surroundings = surroundings;
  }

  /// The client's UUID.
  public UUID uuid() {
    return peer.uuid();
  }

  /// The roles it acts in.
  public Roles roles() {
    return peer.roles();
  }

  /// Whether the certificate vouches for the UUID; always so with ciao's own peers.
  public boolean certified() {
    return peer.certified();
  }

  /// What its certificate says.
  public PeerIdentity certificate() {
    return certificate;
  }

  /// Its address, for people.
  public String remote() {
    return connection.remote();
  }

  /// The cluster configuration that its CONNECTED carried.
  public Bytes configuration() {
    return configuration;
  }

  /// How many bytes wait to be written to it. Who can leave frames out asks before it sends: a peer
  /// for which too much waits is cut off.
  public long waitingBytes() {
    return connection.waitingBytes();
  }

  /// Sends a frame of this server's own.
  public SendResult send(Operand operand, Bytes payload) {
    return send(TrafficFrame.of(operand, own.uuid(), payload));
  }

  /// The same, and whoever handles the frame adds itself to the path that is traced under the
  /// label.
  public SendResult sendTraced(Operand operand, Bytes payload, String label) {
    var trace = Trace.path(Bytes.utf8(label), surroundings.wall().instant());
    return send(TrafficFrame.of(operand, own.uuid(), payload).withTrace(trace));
  }

  /// Sends a frame, be it another's: the origin is kept. Never waits.
  ///
  /// @throws IllegalArgumentException the payload is over the bound
  public SendResult send(TrafficFrame frame) {
    if (!open) {
      return SendResult.CLOSED;
    }
    var trace = frame.trace();
    var stamped =
        trace == null
            ? frame
            : frame.withTrace(trace.sentBy(own.uuid(), own.roles(), surroundings.wall().instant()));
    var result = connection.send(stamped);
    if (result == SendResult.QUEUED) {
      observer.crossed(Direction.OUT, this, stamped);
    }
    return result;
  }

  /// Ends the session after what was sent before is written.
  public void close(String reason) {
    connection.finish(new Disconnect(Cause.CLOSED_HERE, reason));
  }

  boolean isOpen() {
    return open;
  }

  void opened(Bytes configured) {
    configuration = configured;
    open = true;
  }

  void closed() {
    open = false;
    ended.countDown();
  }

  CountDownLatch ended() {
    return ended;
  }

  ServerConnection connection() {
    return connection;
  }

  @Override
  public String toString() {
    return "SsntpSession[" + uuid() + " " + roles() + " " + remote() + "]";
  }
}
