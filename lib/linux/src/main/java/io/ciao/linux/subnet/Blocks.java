package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Blocks of addresses of either version. Pure.
final class Blocks {
  private Blocks() {}

  /// Whether the address is of the block's version and lies in it.
  static boolean contains(IpPrefix block, IpAddress address) {
    var wanted = block.address().bytes();
    var bytes = address.bytes();
    if (wanted.length != bytes.length) {
      return false;
    }
    for (var bit = 0; bit < block.length(); bit++) {
      var mask = 0x80 >> bit % Byte.SIZE;
      if (((wanted[bit / Byte.SIZE] ^ bytes[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Those that do not lie in another of them, each by its first address, in order. nft takes no
  /// blocks that overlap.
  static List<IpPrefix> reduced(Collection<IpPrefix> blocks) {
    var networks = blocks.stream().map(Blocks::network).distinct().toList();
    var kept = new ArrayList<IpPrefix>();
    for (var network : networks) {
      if (networks.stream().noneMatch(other -> isInside(network, other))) {
        kept.add(network);
      }
    }
    kept.sort((one, other) -> one.toString().compareTo(other.toString()));
    return kept;
  }

  private static boolean isInside(IpPrefix inner, IpPrefix outer) {
    return outer.length() < inner.length() && contains(outer, inner.address());
  }

  private static IpPrefix network(IpPrefix block) {
    return switch (block) {
      case Ipv4Prefix v4 -> v4.network();
      case Ipv6Prefix(var address, var length) -> {
        var bytes = address.bytes();
        for (var bit = length; bit < bytes.length * Byte.SIZE; bit++) {
          bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        yield new Ipv6Prefix(Ipv6Address.of(bytes), length);
      }
    };
  }
}
