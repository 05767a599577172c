package io.ciao.apiserver.quota;

/// A limit that said no; nothing was written. The message is for people.
public final class QuotaExceeded extends Exception {
  private static final long serialVersionUID = 1L;

  QuotaExceeded(String message) {
    super(message);
  }
}
