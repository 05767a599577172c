package io.ciao.scheduler.externalip;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.basis.address.Ipv4Subnet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The addresses that a pool can give. A block's first and last one are none of them, for on a link
/// they are no host's; whoever wants those writes a range. Immutable.
///
/// @param ranges apart from each other, the lowest first
record PoolAddresses(List<Ipv4Range> ranges) {
  /// Blocks that are smaller have no addresses to leave out (RFC 3021).
  private static final int WITH_ENDS_MIN = 4;

  PoolAddresses {
    ranges = List.copyOf(ranges);
  }

  /// @param texts blocks, ranges and single addresses, as the apiserver took them
  /// @param reserved what is left out
  static PoolAddresses of(List<String> texts, List<Ipv4Range> reserved) {
    var ranges = texts.stream().map(PoolAddresses::range).toList();
    for (var hole : reserved) {
      ranges = ranges.stream().flatMap(range -> without(range, hole).stream()).toList();
    }
    return new PoolAddresses(
        ranges.stream().sorted(Comparator.comparing(Ipv4Range::first)).toList());
  }

  private static Ipv4Range range(String text) {
    var whole = Ipv4Range.parse(text);
    if (text.indexOf('/') < 0 || whole.size() < WITH_ENDS_MIN) {
      return whole;
    }
    var block = Ipv4Subnet.parse(text);
    return new Ipv4Range(block.address(1), block.address(block.size() - 2));
  }

  private static List<Ipv4Range> without(Ipv4Range range, Ipv4Range hole) {
    if (!range.overlaps(hole)) {
      return List.of(range);
    }
    var left = new ArrayList<Ipv4Range>();
    if (range.first().compareTo(hole.first()) < 0) {
      left.add(new Ipv4Range(range.first(), hole.first().plus(-1)));
    }
    if (hole.last().compareTo(range.last()) < 0) {
      left.add(new Ipv4Range(hole.last().plus(1), range.last()));
    }
    return left;
  }

  boolean contains(Ipv4Address address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  long total() {
    return ranges.stream().mapToLong(Ipv4Range::size).sum();
  }

  /// How many of them are not in `taken`.
  long free(Set<Ipv4Address> taken) {
    return total() - taken.stream().filter(this::contains).count();
  }

  /// The lowest one that is not in `taken`.
  Optional<Ipv4Address> lowestFree(Set<Ipv4Address> taken) {
    for (var range : ranges) {
      for (long i = 0; i < range.size(); i++) {
        var address = range.first().plus(i);
        if (!taken.contains(address)) {
          return Optional.of(address);
        }
      }
    }
    return Optional.empty();
  }
}
