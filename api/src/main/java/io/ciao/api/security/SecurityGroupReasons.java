package io.ciao.api.security;

/// Reasons of a SecurityGroup's condition `Ready`. They are part of the API: programs may rely on
/// them.
public final class SecurityGroupReasons {
  private SecurityGroupReasons() {}

  /// Its status names all who have it, so nodes can apply its rules.
  public static final String AVAILABLE = "Available";

  /// Its rules name a group that does not exist, and mean nobody by it. Ends when it is created.
  public static final String WAITING_FOR_PEER = "WaitingForPeer";
}
