package io.ciao.ssntp.transport;

import java.io.IOException;

/// Where a connection's bytes come from; blocks until there are some.
@FunctionalInterface
interface ByteSource {

  /// Reads between 1 and `length` bytes; −1 at the end of the stream.
  int read(byte[] into, int offset, int length) throws IOException, InterruptedException;
}
