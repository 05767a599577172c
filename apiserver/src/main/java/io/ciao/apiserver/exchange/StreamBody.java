package io.ciao.apiserver.exchange;

import java.io.IOException;

/// The body of an answer that is produced while it is sent. Runs on the request's own virtual
/// thread, which is interrupted when the client leaves or the server stops; returning ends the
/// answer properly.
public interface StreamBody {
  void writeTo(ByteSink sink) throws IOException, InterruptedException;
}
