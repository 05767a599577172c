package io.ciao.store;

import org.jspecify.annotations.Nullable;

/// The store could not do what was asked; nothing about the object is wrong. The message is for
/// people.
public abstract sealed class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// A read was not answered in time, or a write not even sent: etcd is away or slow. Nothing was
  /// changed (504).
  public static final class Timeout extends StoreException {
    private static final long serialVersionUID = 1L;

    /// What was read and for how long.
    public Timeout(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// A write may or may not have happened (504). The caller reads and decides again.
  public static final class OutcomeUnknown extends StoreException {
    private static final long serialVersionUID = 1L;

    /// What was written and why its outcome is not known.
    public OutcomeUnknown(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// etcd refused the request itself, for example because its space is used up. Nothing was changed
  /// (500).
  public static final class Rejected extends StoreException {
    private static final long serialVersionUID = 1L;

    /// What was asked and what etcd said.
    public Rejected(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
