package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.FrameDecoder;
import java.time.Duration;

/// A client's bounds.
///
/// @param payloadMaxBytes a server that sends more payload in a frame is left
/// @param queueMaxBytes how much may wait to be written before a sender has to wait
/// @param dialWait how long TCP and TLS may take, each
/// @param connectWait how long the server may take to answer CONNECT
/// @param writeWait how long a sender waits for room before the connection is given up
/// @param idleMax how long the server may be silent; zero: for ever
/// @param reconnect how long to wait between rounds over the addresses
public record ClientLimits(
    int payloadMaxBytes,
    int queueMaxBytes,
    Duration dialWait,
    Duration connectWait,
    Duration writeWait,
    Duration idleMax,
    ReconnectDelays reconnect) {

  /// 16 MiB of payload, 256 KiB of queue (a larger frame goes alone), 5 s to dial, 30 s to connect
  /// and to write, silence allowed.
  public static final ClientLimits DEFAULT =
      new ClientLimits(
          FrameDecoder.DEFAULT_PAYLOAD_MAX_BYTES,
          256 * 1024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ZERO,
          ReconnectDelays.DEFAULT);

  /// The same with other waits between rounds.
  public ClientLimits withReconnect(ReconnectDelays delays) {
    return new ClientLimits(
        payloadMaxBytes, queueMaxBytes, dialWait, connectWait, writeWait, idleMax, delays);
  }

  /// The same with another bound for silence.
  public ClientLimits withIdleMax(Duration idle) {
    return new ClientLimits(
        payloadMaxBytes, queueMaxBytes, dialWait, connectWait, writeWait, idle, reconnect);
  }

  /// The same with another payload bound.
  public ClientLimits withPayloadMaxBytes(int bytes) {
    return new ClientLimits(
        bytes, queueMaxBytes, dialWait, connectWait, writeWait, idleMax, reconnect);
  }
}
