package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;

/// Sees every frame of a server's sessions: what comes in, in its order and before it is forwarded;
/// what goes out, once it is queued. Called on the thread that reads or sends; must neither wait
/// nor send nor throw.
@FunctionalInterface
public interface FrameObserver {

  /// Sees nothing.
  FrameObserver NONE = (_, _, _) -> {};

  /// Which way a frame goes.
  enum Direction {
    /// From the peer.
    IN,
    /// To the peer: it is queued.
    OUT
  }

  /// A frame came in, or was queued to be sent.
  void crossed(Direction direction, SsntpSession session, TrafficFrame frame);
}
