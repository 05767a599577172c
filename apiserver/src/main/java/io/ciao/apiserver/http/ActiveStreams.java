package io.ciao.apiserver.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The streamed answers that are being written, so that a stop can end them properly. Safe for many
/// threads.
final class ActiveStreams {
  private final Set<StreamWriter> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  void add(StreamWriter writer) {
    streams.add(writer);
    if (stopping) {
      writer.cancel();
    }
  }

  void remove(StreamWriter writer) {
    streams.remove(writer);
  }

  /// Ends every stream, present and future.
  void stop() {
    stopping = true;
    streams.forEach(StreamWriter::cancel);
  }
}
