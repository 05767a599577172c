package io.ciao.apiserver.exchange;

import java.io.IOException;

/// Where a streamed answer goes.
public interface ByteSink {
  /// Sends bytes and waits until they have left for the client; that wait is the back-pressure.
  ///
  /// @throws IOException if the client is gone, or took longer than the listener allows
  void write(byte[] bytes) throws IOException, InterruptedException;
}
