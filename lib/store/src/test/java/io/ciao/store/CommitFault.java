package io.ciao.store;

/// What can become of a commit beside what its conditions say.
public enum CommitFault {
  /// Somebody else wrote one of its objects just before, where there is one to write.
  BEATEN,
  /// etcd took it, and its answer was lost.
  UNCLEAR_DONE,
  /// etcd never got it, and nobody knows.
  UNCLEAR_NOT_DONE,
  /// It could not be sent.
  TIMEOUT,
  /// etcd refused the request itself.
  REJECTED,
  /// The process ends after etcd took it.
  CRASH_AFTER,
  /// The process ends before it was sent.
  CRASH_BEFORE;

  /// The end of the process that committed; nothing may catch it but the test.
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("the process ends here", null, false, false);
    }
  }
}
