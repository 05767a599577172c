package io.ciao.linux.link;

import io.ciao.linux.net.LinkNames;

/// A link's place in a bridge.
///
/// @param bridge the bridge's name
/// @param flags how the bridge treats it
public record BridgePort(String bridge, Flags flags) {
  /// What the bridge learns from a port and sends to it unasked.
  public enum Flags {
    /// An instance: nothing is learned and nothing unknown is sent there.
    INSTANCE(false, false, false),
    /// The tunnel: nothing is learned, the bridge answers address questions itself.
    TUNNEL(false, true, true),
    /// An ordinary bridge port, as the kernel makes it.
    ORDINARY(true, true, false);

    private final boolean learning;
    private final boolean flood;
    private final boolean neighbourSuppression;

    Flags(boolean learning, boolean flood, boolean neighbourSuppression) {
      this.learning = learning;
      this.flood = flood;
      this.neighbourSuppression = neighbourSuppression;
    }

    boolean learning() {
      return learning;
    }

    boolean flood() {
      return flood;
    }

    boolean neighbourSuppression() {
      return neighbourSuppression;
    }
  }

  public BridgePort {
    LinkNames.require(bridge);
  }
}
