package io.ciao.apiserver.exchange;

import java.io.IOException;

/// The body of an answer that is produced while it is sent. Runs on the request's own virtual
/// thread, which is interrupted when the client leaves or the server stops; returning ends the
/// answer properly.
public interface StreamBody {
  void writeTo(ByteSink sink) throws IOException, InterruptedException;

  /// Called instead of [#writeTo] where the answer cannot be sent at all.
  default void abandon() {}

  /// The same body; `end` runs once it is written, broken off or abandoned.
  default StreamBody whenOver(Runnable end) {
    StreamBody inner = this;
    return new StreamBody() {
      @Override
      public void writeTo(ByteSink sink) throws IOException, InterruptedException {
        try {
          inner.writeTo(sink);
        } finally {
          end.run();
        }
      }

      @Override
      public void abandon() {
        try {
          inner.abandon();
        } finally {
          end.run();
        }
      }
    };
  }
}
