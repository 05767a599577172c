package io.ciao.api.instance.batch;

/// Whether a copy is still wanted.
public enum CheckVerdict {
  CURRENT("Current"),
  /// Another epoch counts, for ever.
  SUPERSEDED("Superseded"),
  /// The instance does not exist any more, for ever.
  GONE("Gone"),
  /// Not certain: the copy is to be kept.
  UNREADABLE("Unreadable");

  private final String word;

  CheckVerdict(String word) {
    this.word = word;
  }

  /// As answers carry it.
  public String word() {
    return word;
  }
}
