package io.ciao.apiserver.exchange;

import java.io.IOException;

/// A client that took no data for too long, and is cut off so that it costs others nothing.
public final class SlowClient extends IOException {
  private static final long serialVersionUID = 1L;

  public SlowClient(String message) {
    super(message);
  }
}
