package io.ciao.api.externalip;

/// Reasons of an ExternalIP's condition `Ready` and of its Events. They are part of the API:
/// programs may rely on them.
public final class ExternalIPReasons {
  private ExternalIPReasons() {}

  /// Its address leads to its instance, and that has it as its source outside.
  public static final String MAPPED = "Mapped";

  /// It has its address and leads to no instance, for it names none.
  public static final String UNMAPPED = "Unmapped";

  /// Its pool does not exist. Ends when it is created.
  public static final String POOL_MISSING = "PoolMissing";

  /// Its pool is not for its tenant. Ends when the pool names the tenant, or none.
  public static final String POOL_NOT_PERMITTED = "PoolNotPermitted";

  /// Every address of its pool is somebody's. Ends when one is given back, or the pool grows.
  public static final String POOL_EXHAUSTED = "PoolExhausted";

  /// Its pool does not have the address that it asks for, or the cluster uses that itself. Ends
  /// when the pool has it.
  public static final String ADDRESS_NOT_IN_POOL = "AddressNotInPool";

  /// Somebody else has the address that it asks for; the message says who. Ends when it is given
  /// back.
  public static final String ADDRESS_TAKEN = "AddressTaken";

  /// Its instance does not exist or has no node. Ends when it has one.
  public static final String WAITING_FOR_INSTANCE = "WaitingForInstance";

  /// The concentrator of its instance's subnet has not applied the mapping. Ends when it has.
  public static final String WAITING_FOR_CONCENTRATOR = "WaitingForConcentrator";

  /// The concentrator that has the address does not need it any more and has not let go of it. Ends
  /// when it has.
  public static final String WAITING_FOR_RELEASE = "WaitingForRelease";

  /// Its instance is in no security group, so nothing from outside reaches it by this address. Ends
  /// when it has one.
  public static final String NO_SECURITY_GROUP = "NoSecurityGroup";

  /// Only of an Event: the address could not be mapped; the message says why.
  public static final String FAILED = "Failed";
}
