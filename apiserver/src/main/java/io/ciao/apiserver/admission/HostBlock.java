package io.ciao.apiserver.admission;

import io.ciao.apiserver.status.Cause;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import java.util.List;
import java.util.Optional;

/// Blocks of addresses that hosts can have.
final class HostBlock {
  private static final List<Ipv4Subnet> UNUSABLE =
      List.of(
          Ipv4Subnet.parse("0.0.0.0/8"),
          Ipv4Subnet.parse("127.0.0.0/8"),
          Ipv4Subnet.parse("169.254.0.0/16"),
          Ipv4Subnet.parse("224.0.0.0/4"),
          Ipv4Subnet.parse("240.0.0.0/4"));

  /// The longest prefix of a block whose first and last address are no host's.
  private static final int FRAMED_MAX = 30;

  private HostBlock() {}

  /// Refuses a block with addresses that no host may use.
  static void require(Draft draft, String field, Ipv4Subnet block) {
    for (Ipv4Subnet unusable : UNUSABLE) {
      if (unusable.overlaps(block)) {
        draft.refuse(
            Cause.invalid(field, block + " overlaps " + unusable + ", which no host may use"));
      }
    }
  }

  /// Why a host of the block cannot have the address, as a sentence; empty if it can.
  static Optional<String> unfit(Ipv4Subnet block, Ipv4Address address) {
    if (!block.contains(address)) {
      return Optional.of(address + " is not in " + block);
    }
    if (block.prefixLength() > FRAMED_MAX) {
      return Optional.empty();
    }
    if (address.equals(block.network())) {
      return Optional.of(address + " is the first address of " + block + ", which names it");
    }
    return address.equals(block.last())
        ? Optional.of(address + " is the broadcast address of " + block)
        : Optional.empty();
  }
}
