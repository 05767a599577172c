package io.ciao.api.externalip;

/// Reasons of an ExternalIPPool's condition `Ready`. They are part of the API: programs may rely on
/// them.
public final class ExternalIPPoolReasons {
  private ExternalIPPoolReasons() {}

  /// ExternalIPs can take addresses of it.
  public static final String AVAILABLE = "Available";

  /// Every address of it is somebody's. Ends when one is given back, or the pool grows.
  public static final String EXHAUSTED = "Exhausted";
}
