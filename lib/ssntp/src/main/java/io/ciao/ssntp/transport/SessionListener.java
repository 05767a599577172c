package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;

/// What a server tells about its sessions.
///
/// For one session the calls come on one thread, in this order: `connected`, any number of `frame`,
/// `disconnected`; each once but `frame`. A session that replaces another of the same UUID begins
/// after the other's `disconnected` has returned. Calls may take their time: only this session's
/// peer waits. What a call throws is logged and does not end the session.
public interface SessionListener {

  /// A client is connected; it has been sent the configuration.
  void connected(SsntpSession session);

  /// A frame came in, with its trace extended by this hop.
  void frame(SsntpSession session, TrafficFrame frame);

  /// The session is over; nothing sent to it from now on arrives.
  void disconnected(SsntpSession session, Disconnect why);

  /// A client was refused before it had a session.
  ///
  /// @param remote its address
  /// @param reason what was found and what was needed
  default void refused(String remote, String reason) {}
}
