package io.ciao.api.tenant;

/// Reasons of a Tenant's condition `Ready`. They are part of the API: programs may rely on them.
public final class TenantReasons {
  private TenantReasons() {}

  /// It has its namespace.
  public static final String ACTIVE = "Active";

  /// It is being deleted, and so is all it has; the message names what is left. Ends when nothing
  /// is.
  public static final String TERMINATING = "Terminating";
}
