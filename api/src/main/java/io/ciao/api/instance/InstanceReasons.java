package io.ciao.api.instance;

/// Condition types and reasons of an Instance. They are part of the API: programs may rely on them.
public final class InstanceReasons {
  private InstanceReasons() {}

  // Types.
  /// Whether it has a node.
  public static final String SCHEDULED = "Scheduled";

  /// Whether it runs, as its node reports. As a reason: it does.
  public static final String RUNNING = "Running";

  /// Whether its interface is in the tenant's network.
  public static final String NETWORK_ATTACHED = "NetworkAttached";

  /// Whether its node is heard.
  public static final String NODE_AVAILABLE = "NodeAvailable";

  /// Whether its node can do it no harm any more.
  public static final String FENCED = "Fenced";

  /// It is being deleted; the message says what is awaited. Ends when that has let go.
  public static final String DELETING = "Deleting";

  // Scheduled.
  /// It has a node.
  public static final String BOUND = "Bound";

  /// No node can take it; the message names each node's first rule that said no. Ends when a node
  /// can.
  public static final String UNSCHEDULABLE = "Unschedulable";

  /// Instances of lower priority give way to it on the node that the message names. Ends when they
  /// have.
  public static final String PREEMPTING = "Preempting";

  /// It gives way to an instance of higher priority; the message names it. Ends when its node has
  /// let go and it is placed anew.
  public static final String PREEMPTED = "Preempted";

  /// The workload it names does not exist. Ends when it is created.
  public static final String WAITING_FOR_WORKLOAD = "WaitingForWorkload";

  /// The image it names does not exist. Ends when it is created.
  public static final String WAITING_FOR_IMAGE = "WaitingForImage";

  /// The tenant network it names does not exist or has no subnet with room yet. Ends when it has.
  public static final String WAITING_FOR_TENANT_NETWORK = "WaitingForTenantNetwork";

  /// Every address of the network is in use. Ends when an instance goes.
  public static final String ADDRESSES_EXHAUSTED = "AddressesExhausted";

  /// Another instance has the address that it asks for. Ends when that one goes.
  public static final String ADDRESS_TAKEN = "AddressTaken";

  /// It would use more than its tenant's Quotas allow. Ends when there is room, or the limit is
  /// raised.
  public static final String QUOTA_EXCEEDED = "QuotaExceeded";

  /// It wants a privileged container, and its Tenant does not permit one. Ends when it does, or
  /// when the instance wants none.
  public static final String PRIVILEGED_NOT_PERMITTED = "PrivilegedNotPermitted";

  /// Together with its workload's fields it would be larger than an object may be. Ends when one of
  /// them says less.
  public static final String TOO_LARGE = "TooLarge";

  /// It does not run because spec.running is false. Ends when it is true.
  public static final String STOPPED = "Stopped";

  // Running, as the node reports it.
  /// An SSHKey that it names does not exist. Ends when it is created.
  public static final String WAITING_FOR_SSH_KEY = "WaitingForSSHKey";

  /// It was bound past the apiserver, so that nobody knows what it was bound as. Ends when it is
  /// unbound and bound again.
  public static final String NOT_RESOLVED = "NotResolved";

  /// Its image has a format that its runtime cannot use, or lies outside its node's image
  /// directories. Ends when it names another, or the file is moved.
  public static final String IMAGE_NOT_ALLOWED = "ImageNotAllowed";

  /// Its image is not where the Image says, or cannot be fetched from there; it is tried again.
  /// Ends when it can.
  public static final String IMAGE_NOT_FOUND = "ImageNotFound";

  /// What was fetched is not what the Image's checksum says; it is tried again. Ends when one of
  /// them is mended.
  public static final String IMAGE_CHECKSUM_MISMATCH = "ImageChecksumMismatch";

  /// Its node could not start it; the message says why, and it is tried again. Ends when a start
  /// succeeds.
  public static final String LAUNCH_FAILURE = "LaunchFailure";

  /// Its node could not give it its interface; it is tried again. Ends when it can.
  public static final String NETWORK_FAILURE = "NetworkFailure";

  /// It runs, and a restart that was asked for waits for what a start needs; the message says for
  /// what. Ends when that is there.
  public static final String RESTART_PENDING = "RestartPending";

  /// Its node may start nothing, because no renewal of its presence was answered in time. Ends with
  /// the next answer.
  public static final String NODE_NOT_CONFIRMED = "NodeNotConfirmed";

  // NetworkAttached.
  /// Its subnet has no concentrator yet. Ends when it has.
  public static final String WAITING_FOR_CONCENTRATOR = "WaitingForConcentrator";

  /// No node with the role network is ready to carry the concentrator of its subnet. Ends when one
  /// is.
  public static final String NO_NETWORK_NODE = "NoNetworkNode";

  /// Its node has not plugged its interface in. Ends when it reports so.
  public static final String WAITING_FOR_INTERFACE = "WaitingForInterface";

  /// Its node does not know a security group that it names, so nothing passes its interface. Ends
  /// when the group is created, or not named any more.
  public static final String WAITING_FOR_SECURITY_GROUP = "WaitingForSecurityGroup";

  /// The concentrator of its subnet has not applied what concerns it. Ends when it has.
  public static final String WAITING_FOR_GATEWAY = "WaitingForGateway";

  /// Its interface is plugged and its concentrator serves it.
  public static final String ATTACHED = "Attached";

  // NodeAvailable.
  /// Its node is heard.
  public static final String NODE_READY = "NodeReady";

  /// Nothing was heard from its node; it may well run on. Nothing is moved. Ends when the node is
  /// heard again.
  public static final String NODE_UNKNOWN = "NodeUnknown";

  /// Its node is lost, and it is to be started on another. Ends when it has one.
  public static final String NODE_LOST = "NodeLost";

  /// Its node is lost, and its failover policy is Stay. Ends when the node has joined again, or
  /// with `ciaoctl failover --force`.
  public static final String FAILOVER_POLICY_STAY = "FailoverPolicyStay";

  /// Its node is lost, and it wants that node alone. Ends when the node has joined again, or with
  /// `ciaoctl failover --force`.
  public static final String PINNED_TO_LOST_NODE = "PinnedToLostNode";
}
