package io.ciao.api.network;

/// Reasons of a TenantNetwork's condition `Ready`. They are part of the API: programs may rely on
/// them.
public final class TenantNetworkReasons {
  private TenantNetworkReasons() {}

  /// Instances can use it.
  public static final String AVAILABLE = "Available";

  /// No node can make its kind of tunnel. Ends when spec.tunnelType is another.
  public static final String TUNNEL_TYPE_UNSUPPORTED = "TunnelTypeUnsupported";

  /// Every outside address is some concentrator's. Ends when a network is given up, or the
  /// scheduler has a larger range.
  public static final String OUTSIDE_ADDRESSES_EXHAUSTED = "OutsideAddressesExhausted";

  /// Every VXLAN network identifier is in use. Ends when a network is deleted.
  public static final String VNIS_EXHAUSTED = "VNIsExhausted";
}
