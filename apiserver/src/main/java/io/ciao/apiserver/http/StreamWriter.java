package io.ciao.apiserver.http;

import org.jspecify.annotations.Nullable;

/// The thread that writes one streamed answer, for whoever has to end it: because the client left,
/// or because the server stops. Safe for many threads.
final class StreamWriter {
  private final Object guard = new Object();
  private @Nullable Thread writer;
  private boolean cancelled;

  /// Makes the calling thread the writer, which [#cancel] interrupts.
  void begin() {
    synchronized (guard) {
      writer = Thread.currentThread();
      if (cancelled) {
        writer.interrupt();
      }
    }
  }

  /// From here on the thread is not interrupted any more, and is not left interrupted.
  void finish() {
    synchronized (guard) {
      writer = null;
      Thread.interrupted();
    }
  }

  void cancel() {
    synchronized (guard) {
      cancelled = true;
      if (writer != null) {
        writer.interrupt();
      }
    }
  }
}
