package io.ciao.store;

/// A watch cannot go on from where its client stands: the client lists again (410 Gone on the
/// wire). The message says why, for people.
public final class Expired extends Exception {
  private static final long serialVersionUID = 1L;

  /// An expiry with its reason.
  public Expired(String message) {
    super(message);
  }
}
