package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;

/// What a client tells. All calls come on one thread, in the order of what they tell: `connected`,
/// any number of `frame`, `disconnected`, and again. Calls may take their time and may send. What a
/// call throws is logged and ends nothing.
public interface ClientListener {

  /// Connected; frames can be sent from within this call on.
  void connected(ServerPeer server);

  /// A frame came in, with its trace extended by this hop.
  void frame(TrafficFrame frame);

  /// The connection is over; the client dials again by itself unless it was closed.
  void disconnected(Disconnect why);

  /// One attempt on one address has failed; the client goes on trying.
  default void attemptFailed(FailedAttempt attempt) {}
}
