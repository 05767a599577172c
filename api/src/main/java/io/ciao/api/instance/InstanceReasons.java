package io.ciao.api.instance;

/// Condition types and reasons of an Instance. They are part of the API: programs may rely on them.
public final class InstanceReasons {
  private InstanceReasons() {}

  // Types.
  public static final String READY = "Ready";
  public static final String SCHEDULED = "Scheduled";
  public static final String RUNNING = "Running";
  public static final String NETWORK_ATTACHED = "NetworkAttached";
  public static final String NODE_AVAILABLE = "NodeAvailable";

  /// Nobody has looked at it yet.
  public static final String PENDING = "Pending";

  /// It is being deleted; the message says what is awaited.
  public static final String DELETING = "Deleting";

  // Scheduled.
  public static final String BOUND = "Bound";

  /// No node can take it; the message names each node's first rule that said no. Ends when a node
  /// can.
  public static final String UNSCHEDULABLE = "Unschedulable";

  /// The workload it names does not exist. Ends when it is created.
  public static final String WAITING_FOR_WORKLOAD = "WaitingForWorkload";

  /// The image it names does not exist. Ends when it is created.
  public static final String WAITING_FOR_IMAGE = "WaitingForImage";

  /// The tenant network it names does not exist or has no subnet yet. Ends when it has.
  public static final String WAITING_FOR_TENANT_NETWORK = "WaitingForTenantNetwork";

  /// Every address of the subnet is in use. Ends when an instance goes.
  public static final String ADDRESSES_EXHAUSTED = "AddressesExhausted";

  /// It would use more than its tenant's Quotas allow. Ends when there is room, or the limit is
  /// raised.
  public static final String QUOTA_EXCEEDED = "QuotaExceeded";

  /// It wants a privileged container, and its Tenant does not permit one. Ends when it does, or
  /// when the instance wants none.
  public static final String PRIVILEGED_NOT_PERMITTED = "PrivilegedNotPermitted";

  /// Together with its workload's fields it would be larger than an object may be. Ends when one of
  /// them says less.
  public static final String TOO_LARGE = "TooLarge";

  /// It does not run because spec.running is false.
  public static final String STOPPED = "Stopped";

  // Running, as the node reports it.
  public static final String WAITING_FOR_SSH_KEY = "WaitingForSSHKey";

  /// It was bound past the apiserver, so that nobody knows what it was bound as. Ends when it is
  /// unbound and bound again.
  public static final String NOT_RESOLVED = "NotResolved";

  public static final String IMAGE_NOT_ALLOWED = "ImageNotAllowed";
  public static final String IMAGE_NOT_FOUND = "ImageNotFound";
  public static final String IMAGE_CHECKSUM_MISMATCH = "ImageChecksumMismatch";
  public static final String LAUNCH_FAILURE = "LaunchFailure";
  public static final String NETWORK_FAILURE = "NetworkFailure";

  /// It runs, and a restart that was asked for waits for what a start needs; the message says for
  /// what.
  public static final String RESTART_PENDING = "RestartPending";

  // NetworkAttached.
  public static final String WAITING_FOR_CONCENTRATOR = "WaitingForConcentrator";
  public static final String WAITING_FOR_INTERFACE = "WaitingForInterface";
  public static final String WAITING_FOR_GATEWAY = "WaitingForGateway";
  public static final String ATTACHED = "Attached";

  // NodeAvailable.
  public static final String NODE_READY = "NodeReady";

  /// Nothing was heard from its node; it may well run on. Nothing is moved. Ends when the node is
  /// heard again.
  public static final String NODE_UNKNOWN = "NodeUnknown";
}
