package io.ciao.apiserver.pipeline;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.request.FieldManagers;

/// Under which name somebody owns fields who does not say it. Pure.
final class Writers {
  private Writers() {}

  /// The system's programs are told by their certificates, all others by what they call themselves.
  static String name(Identity identity, String userAgent) {
    if (identity.isScheduler()) {
      return FieldManagers.SCHEDULER;
    }
    if (identity.isConcentratorAgent()) {
      return FieldManagers.CONCENTRATOR_AGENT;
    }
    if (identity.isNode()) {
      return FieldManagers.AGENT;
    }
    return FieldManagers.ofUserAgent(userAgent);
  }
}
