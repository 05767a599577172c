package io.ciao.apiserver.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The streamed answers that are being written, so that a stop can end them properly. Safe for many
/// threads.
final class ActiveStreams {
  private final Set<ResponseSink> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  void add(ResponseSink sink) {
    streams.add(sink);
    if (stopping) {
      sink.cancel();
    }
  }

  void remove(ResponseSink sink) {
    streams.remove(sink);
  }

  /// Ends every stream, present and future.
  void stop() {
    stopping = true;
    streams.forEach(ResponseSink::cancel);
  }
}
