package io.ciao.api.instance.trace;

import java.util.Locale;

/// A part of the way between two marks, and whose time it is.
public enum TraceStep {
  ADMIT(TraceMark.REQUESTED, TraceMark.ADMITTED, TraceMark.Teller.APISERVER),
  SEE(TraceMark.ADMITTED, TraceMark.SEEN, TraceMark.Teller.SCHEDULER),
  PLACE(TraceMark.SEEN, TraceMark.DECIDED, TraceMark.Teller.SCHEDULER),
  BIND(TraceMark.DECIDED, TraceMark.BOUND, TraceMark.Teller.SCHEDULER),
  DELIVER(TraceMark.BOUND, TraceMark.RECEIVED, TraceMark.Teller.AGENT),
  /// The hop of START, beside [#DELIVER].
  SSNTP(TraceMark.SENT, TraceMark.ARRIVED, TraceMark.Teller.AGENT),
  IMAGE(TraceMark.RECEIVED, TraceMark.READY, TraceMark.Teller.AGENT),
  PREPARE(TraceMark.READY, TraceMark.PREPARED, TraceMark.Teller.AGENT),
  LAUNCH(TraceMark.PREPARED, TraceMark.LAUNCHED, TraceMark.Teller.AGENT),
  PLUG(TraceMark.LAUNCHED, TraceMark.REPORTED, TraceMark.Teller.AGENT),
  REPORT(TraceMark.REPORTED, TraceMark.RUNNING, TraceMark.Teller.APISERVER),
  /// The whole way.
  TOTAL(TraceMark.REQUESTED, TraceMark.RUNNING, TraceMark.Teller.APISERVER);

  private final TraceMark from;
  private final TraceMark until;
  private final TraceMark.Teller whose;

  TraceStep(TraceMark from, TraceMark until, TraceMark.Teller whose) {
    this.from = from;
    this.until = until;
    this.whose = whose;
  }

  public TraceMark from() {
    return from;
  }

  public TraceMark until() {
    return until;
  }

  public TraceMark.Teller whose() {
    return whose;
  }

  /// Its name for people.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
