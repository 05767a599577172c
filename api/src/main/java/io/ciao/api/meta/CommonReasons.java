package io.ciao.api.meta;

/// The condition type and reasons that objects of every kind may have. They are part of the API:
/// programs may rely on them.
public final class CommonReasons {
  private CommonReasons() {}

  // Types.
  /// Whether it is as its spec wants it; the sum of the others.
  public static final String READY = "Ready";

  // Reasons.
  /// Nobody has looked at it yet; the message says who will. Ends when it is looked at.
  public static final String PENDING = "Pending";
}
