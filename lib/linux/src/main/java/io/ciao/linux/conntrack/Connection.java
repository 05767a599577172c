package io.ciao.linux.conntrack;

import java.nio.ByteBuffer;

/// A connection that the kernel tracks.
///
/// @param pickedUp it was under way when tracking met it (TCP only), so that either side may have
///   opened it
/// @param silenced none of its packets pass, see [ConnectionChange.Deed#SILENCE]
public record Connection(Flow flow, boolean pickedUp, boolean silenced, Key key) {
  /// How the kernel finds it.
  ///
  /// @param family the address family's number
  /// @param tuple the kernel's own bytes of the first packet's addresses and ports
  /// @param id another connection of that tuple has another one
  public record Key(int family, ByteBuffer tuple, int id) {}
}
