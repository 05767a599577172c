package io.ciao.apiserver.status;

import io.ciao.store.StoreException;

/// What a client is told of a store that does not answer.
public final class StoreFailures {
  private StoreFailures() {}

  /// 504 where trying again helps, 500 where etcd refused.
  public static RequestRefused refusal(StoreException failed) {
    return switch (failed) {
      case StoreException.Timeout e -> Refusals.timeout(text(e));
      case StoreException.OutcomeUnknown e -> Refusals.timeout("outcome unknown: " + text(e));
      case StoreException.Rejected e ->
          new StatusError(500, "InternalError", text(e), null).refused();
    };
  }

  private static String text(StoreException e) {
    return e.getMessage() == null ? "the store did not answer" : e.getMessage();
  }
}
