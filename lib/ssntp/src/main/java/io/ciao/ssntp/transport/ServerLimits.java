package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.FrameDecoder;
import java.time.Duration;

/// A server's bounds.
///
/// @param payloadMaxBytes a peer that sends more payload in a frame is cut off
/// @param queueMaxBytes how much may wait for one peer before it is cut off as too slow
/// @param connectWait how long a client may take from TLS to its CONNECT
/// @param writeWait how long one write may take before the peer is cut off as too slow
/// @param idleMax how long a peer may be silent; zero: for ever
public record ServerLimits(
    int payloadMaxBytes,
    int queueMaxBytes,
    Duration connectWait,
    Duration writeWait,
    Duration idleMax) {

  /// 16 MiB of payload, 32 MiB of queue, 30 s to connect and to write, silence allowed.
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          FrameDecoder.DEFAULT_PAYLOAD_MAX_BYTES,
          32 * 1024 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ZERO);

  /// The same with another payload bound.
  public ServerLimits withPayloadMaxBytes(int bytes) {
    return new ServerLimits(bytes, queueMaxBytes, connectWait, writeWait, idleMax);
  }

  /// The same with another queue bound.
  public ServerLimits withQueueMaxBytes(int bytes) {
    return new ServerLimits(payloadMaxBytes, bytes, connectWait, writeWait, idleMax);
  }

  /// The same with another wait for CONNECT.
  public ServerLimits withConnectWait(Duration wait) {
    return new ServerLimits(payloadMaxBytes, queueMaxBytes, wait, writeWait, idleMax);
  }

  /// The same with another bound for one write.
  public ServerLimits withWriteWait(Duration wait) {
    return new ServerLimits(payloadMaxBytes, queueMaxBytes, connectWait, wait, idleMax);
  }

  /// The same with another bound for silence.
  public ServerLimits withIdleMax(Duration idle) {
    return new ServerLimits(payloadMaxBytes, queueMaxBytes, connectWait, writeWait, idle);
  }
}
