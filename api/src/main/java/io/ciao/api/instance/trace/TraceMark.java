package io.ciao.api.instance.trace;

/// A point on the way of an instance to its first start, and who tells when it was reached.
public enum TraceMark {
  /// The apiserver has read the request.
  REQUESTED("requestedAt", Teller.APISERVER),
  /// It is checked and made whole.
  ADMITTED("admittedAt", Teller.APISERVER),
  /// The scheduler's watch shows it.
  SEEN("seenAt", Teller.SCHEDULER),
  /// A node and an address are chosen.
  DECIDED("decidedAt", Teller.SCHEDULER),
  /// The binding is written.
  BOUND("boundAt", Teller.APISERVER),
  /// START leaves the scheduler, as the frame's path says.
  SENT("sentAt", Teller.AGENT),
  /// START is at the agent, as the frame's path says.
  ARRIVED("arrivedAt", Teller.AGENT),
  /// A pass of the agent has the binding.
  RECEIVED("receivedAt", Teller.AGENT),
  /// Image, keys and network are there.
  READY("readyAt", Teller.AGENT),
  /// Disk and config drive, or the container, are made.
  PREPARED("preparedAt", Teller.AGENT),
  /// The process is started.
  LAUNCHED("launchedAt", Teller.AGENT),
  /// The agent says that it runs.
  REPORTED("reportedAt", Teller.AGENT),
  /// Running is written.
  RUNNING("runningAt", Teller.APISERVER);

  /// Who tells a mark.
  public enum Teller {
    APISERVER,
    SCHEDULER,
    AGENT
  }

  private final String field;
  private final Teller teller;

  TraceMark(String field, Teller teller) {
    this.field = field;
    this.teller = teller;
  }

  /// Its name in `status.trace` and in batches.
  public String field() {
    return field;
  }

  public Teller teller() {
    return teller;
  }
}
