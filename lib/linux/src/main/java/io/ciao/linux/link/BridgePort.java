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
    INSTANCE(false, false, false, false),
    /// What leads out of the namespace, a tunnel or a patch: nothing is learned, the bridge answers
    /// address questions itself, and what came in by one goes out by no other, which would send a
    /// broadcast round or twice.
    TUNNEL(false, true, true, true),
    /// An ordinary bridge port, as the kernel makes it.
    ORDINARY(true, true, false, false);

    private final boolean learning;
    private final boolean flood;
    private final boolean neighbourSuppression;
    private final boolean isolated;

    Flags(boolean learning, boolean flood, boolean neighbourSuppression, boolean isolated) {
      this.learning = learning;
      this.flood = flood;
      this.neighbourSuppression = neighbourSuppression;
      this.isolated = isolated;
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

    boolean isolated() {
      return isolated;
    }
  }

  public BridgePort {
    LinkNames.require(bridge);
  }
}
