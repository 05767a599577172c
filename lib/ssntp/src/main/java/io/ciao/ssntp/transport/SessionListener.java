package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;
import java.util.UUID;

/// What a server tells about its sessions.
///
/// For one session the calls come on one thread, in this order: `connected`, any number of `frame`,
/// `disconnected`; each once but `frame`. A session that replaces another of the same UUID begins
/// after the other's `disconnected` has returned. Calls may take their time: only this session's
/// peer waits. What a call throws is logged and does not end the session.
public interface SessionListener {

  /// A client is connected; it has been sent the configuration.
  void connected(SsntpSession session);

  /// A frame came in, with its trace extended by this hop. What the forwarding rules say of it is
  /// done.
  void frame(SsntpSession session, TrafficFrame frame);

  /// The session is over; nothing sent to it from now on arrives.
  void disconnected(SsntpSession session, Disconnect why);

  /// A client was refused before it had a session.
  ///
  /// @param remote its address
  /// @param reason what was found and what was needed
  default void refused(String remote, String reason) {}

  /// A frame was to be forwarded, but not to that recipient; told before `frame`, on the sender's
  /// thread.
  ///
  /// @param result `CLOSED`: the recipient is not there; `CUT_OFF`: it took too little
  default void notForwarded(
      SsntpSession sender, TrafficFrame frame, UUID recipient, SendResult result) {}
}
