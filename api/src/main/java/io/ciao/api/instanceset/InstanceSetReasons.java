package io.ciao.api.instanceset;

/// Condition types and reasons of an InstanceSet. They are part of the API: programs may rely on
/// them.
public final class InstanceSetReasons {
  private InstanceSetReasons() {}

  // Types.
  /// Whether as many instances serve as an update must leave serving.
  public static final String AVAILABLE = "Available";

  /// Whether the set comes nearer to what is wanted, or is there.
  public static final String PROGRESSING = "Progressing";

  // Available.
  /// As many instances serve as an update must leave serving.
  public static final String ENOUGH_AVAILABLE = "EnoughAvailable";

  /// Fewer instances serve than an update may leave. Ends when enough are ready.
  public static final String TOO_FEW_AVAILABLE = "TooFewAvailable";

  // Progressing.
  /// All instances are there, of the present template, and serve.
  public static final String COMPLETE = "Complete";

  /// Instances of an earlier template are being replaced. Ends when none is left.
  public static final String UPDATING = "Updating";

  /// Instances are being added or removed. Ends when there are as many as wanted.
  public static final String SCALING = "Scaling";

  /// Every instance is there and some do not serve yet. Ends when they are ready.
  public static final String WAITING_FOR_INSTANCES = "WaitingForInstances";

  /// An instance that is to be replaced is still being removed. Ends when its node has let it go.
  public static final String WAITING_FOR_REMOVAL = "WaitingForRemoval";

  /// The template has changed and `spec.paused` says to leave the instances alone. Ends when it
  /// does not.
  public static final String PAUSED = "Paused";

  /// The apiserver refuses an instance of this template; the message is its own. Ends when
  /// template, quota or permission change.
  public static final String CREATE_REFUSED = "CreateRefused";
}
