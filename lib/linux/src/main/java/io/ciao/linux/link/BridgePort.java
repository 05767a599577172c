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
    INSTANCE(false, false, false, false, false),
    /// What leads out of the namespace, a tunnel or a patch: nothing is learned, the bridge answers
    /// address questions itself, and what came in by one goes out by no other, which would send a
    /// broadcast round or twice.
    TUNNEL(false, true, true, true, false),
    /// A tunnel or patch of a concentrator: what came in by one may go on by it or by another, to
    /// where a forwarding entry leads, and nothing unknown does. A rule of its own has to drop
    /// broadcasts on that way, which would come back to who sent them.
    HUB(false, false, true, false, true),
    /// An ordinary bridge port, as the kernel makes it.
    ORDINARY(true, true, false, false, false);

    private final boolean learning;
    private final boolean flood;
    private final boolean neighbourSuppression;
    private final boolean isolated;
    private final boolean hairpin;

    Flags(
        boolean learning,
        boolean flood,
        boolean neighbourSuppression,
        boolean isolated,
        boolean hairpin) {
      this.learning = learning;
      this.flood = flood;
      this.neighbourSuppression = neighbourSuppression;
      this.isolated = isolated;
      this.hairpin = hairpin;
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

    /// Whether a frame may go out where it came in.
    boolean hairpin() {
      return hairpin;
    }
  }

  public BridgePort {
    LinkNames.require(bridge);
  }
}
