package io.ciao.api.core;

/// Condition types and reasons of a Namespace that is being deleted, those that Kubernetes clients
/// know.
public final class NamespaceReasons {
  private NamespaceReasons() {}

  // Types.
  /// Whether something could not be deleted.
  public static final String DELETION_CONTENT_FAILURE = "NamespaceDeletionContentFailure";

  /// Whether something is left in it.
  public static final String CONTENT_REMAINING = "NamespaceContentRemaining";

  /// Whether something in it waits for finalizers.
  public static final String FINALIZERS_REMAINING = "NamespaceFinalizersRemaining";

  // Reasons.
  /// Everything could be deleted.
  public static final String CONTENT_DELETED = "ContentDeleted";

  /// The message says what could not be deleted; it is tried again. Ends when it succeeds.
  public static final String CONTENT_DELETION_FAILED = "ContentDeletionFailed";

  /// Nothing is left.
  public static final String CONTENT_REMOVED = "ContentRemoved";

  /// The message counts what is left. Ends when it is gone.
  public static final String SOME_RESOURCES_REMAIN = "SomeResourcesRemain";

  /// Nothing in it waits for finalizers.
  public static final String CONTENT_HAS_NO_FINALIZERS = "ContentHasNoFinalizers";

  /// The message counts what waits for whom. Ends when their controllers are done.
  public static final String SOME_FINALIZERS_REMAIN = "SomeFinalizersRemain";
}
