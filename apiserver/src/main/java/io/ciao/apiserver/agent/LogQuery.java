package io.ciao.apiserver.agent;

import io.ciao.apiserver.request.Query;
import java.util.OptionalLong;

/// What of a log is wanted, as agents are asked for it.
final class LogQuery {
  private LogQuery() {}

  static String of(Query query) {
    OptionalLong tail = query.number("tailLines");
    return "?follow="
        + query.flag("follow")
        + (tail.isPresent() ? "&tailLines=" + tail.getAsLong() : "");
  }
}
