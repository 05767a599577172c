package io.ciao.api.instance.batch;

import io.ciao.api.instance.InstanceReasons;

/// How an item ended, where a program may act on it.
public enum ItemReason {
  BOUND("Bound"),
  RELEASING("Releasing"),
  UNBOUND("Unbound"),
  APPLIED("Applied"),
  /// Nothing new; the caller need not repeat it.
  IGNORED("Ignored"),
  /// It is not what the caller has seen.
  CONFLICT("Conflict"),
  DELETING("Deleting"),
  ALREADY_BOUND("AlreadyBound"),
  /// The address belongs to another instance.
  ADDRESS_TAKEN("AddressTaken"),
  /// There is another instance of that name now.
  GONE("Gone"),
  QUOTA_EXCEEDED(InstanceReasons.QUOTA_EXCEEDED),
  PRIVILEGED_NOT_PERMITTED(InstanceReasons.PRIVILEGED_NOT_PERMITTED),
  TOO_LARGE(InstanceReasons.TOO_LARGE);

  private final String word;

  ItemReason(String word) {
    this.word = word;
  }

  /// As answers carry it.
  public String word() {
    return word;
  }
}
