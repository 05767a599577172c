package io.ciao.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/// The body of an answer. At its end the connection is free again; a body that is closed before
/// takes its connection along. Reading is for one thread, closing for any: it ends a blocked read.
final class AnswerBody extends InputStream {
  private final InputStream content;
  private final HttpConnection connection;
  private final boolean reusable;
  private final AtomicBoolean over = new AtomicBoolean();
  private boolean ended;

  /// @param reusable whether the connection may carry another request after this answer
  AnswerBody(HttpConnection connection, InputStream content, boolean reusable) {
    this.connection = connection;
    this.content = content;
    this.reusable = reusable;
  }

  /// A body that has nothing in it.
  static AnswerBody none(HttpConnection connection, boolean reusable) {
    var body = new AnswerBody(connection, InputStream.nullInputStream(), reusable);
    body.end();
    return body;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (over.get()) {
      throw new IOException("closed");
    }
    var read = content.read(into, offset, length);
    if (read < 0) {
      end();
    }
    return read;
  }

  private void end() {
    ended = true;
    if (over.compareAndSet(false, true)) {
      connection.answered(reusable);
    }
  }

  /// The library would read a body to its end before it closes it; a watch has none.
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      connection.answered(false);
    }
  }
}
