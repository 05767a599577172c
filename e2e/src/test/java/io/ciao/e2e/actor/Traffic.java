package io.ciao.e2e.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Packets by the link that they went over.
///
/// @param byLink from `PLACE/LINK`, such as `cn1/eth0`, `fab/p-cn1` or `container-UID/eth0`, to
///   what went over it, as tcpdump words it; what was inside a tunnel stands behind it
public record Traffic(SortedMap<String, List<String>> byLink) {
  /// Time, link, direction.
  private static final Pattern PACKET = Pattern.compile("\\d+\\.\\d+ +(\\S+) +\\S+ +(.*)");

  /// What tcpdump says at its end of packets that it missed.
  private static final Pattern DROPPED = Pattern.compile("([1-9]\\d*) packets? dropped by .*");

  public Traffic {
    var copy = new TreeMap<String, List<String>>();
    byLink.forEach((link, packets) -> copy.put(link, List.copyOf(packets)));
    byLink = copy;
  }

  /// From what tcpdump printed of all links of that place.
  ///
  /// @throws AssertionError if it missed some
  static Traffic read(String place, String printed) {
    var found = new TreeMap<String, List<String>>();
    List<String> last = List.of();
    for (var line : plain(printed).lines().toList()) {
      var packet = PACKET.matcher(line);
      if (packet.matches()) {
        last = found.computeIfAbsent(place + "/" + packet.group(1), _ -> new ArrayList<>());
        last.add(packet.group(2));
      } else if (DROPPED.matcher(line).matches()) {
        throw new AssertionError("the capture in " + place + " is not whole: " + line);
      } else if (line.startsWith("IP") || line.startsWith("ARP")) {
        // Inside the tunnel of the line above.
        last.set(last.size() - 1, last.getLast() + " | " + line);
      }
    }
    return new Traffic(found);
  }

  /// tcpdump takes the concentrators' port for OTV, whose header is the same.
  static String plain(String printed) {
    return printed.replaceAll("OTV, flags \\[I] \\(0x08\\), overlay 0, instance ", "VXLAN, vni ");
  }

  /// Both.
  public Traffic with(Traffic other) {
    var both = new TreeMap<>(byLink);
    both.putAll(other.byLink);
    return new Traffic(both);
  }

  /// Only the packets with that in their words.
  public Traffic of(String words) {
    var some = new TreeMap<String, List<String>>();
    byLink.forEach(
        (link, packets) -> {
          var wanted = packets.stream().filter(packet -> packet.contains(words)).toList();
          if (!wanted.isEmpty()) {
            some.put(link, wanted);
          }
        });
    return new Traffic(some);
  }

  /// Only what went over links of places that begin so.
  public Traffic at(String place) {
    var some = new TreeMap<String, List<String>>();
    byLink.forEach(
        (link, packets) -> {
          if (link.startsWith(place)) {
            some.put(link, packets);
          }
        });
    return new Traffic(some);
  }

  /// How many packets a link saw.
  public SortedMap<String, Integer> counts() {
    var counts = new TreeMap<String, Integer>();
    byLink.forEach((link, packets) -> counts.put(link, packets.size()));
    return counts;
  }

  public SortedSet<String> links() {
    return new TreeSet<>(byLink.keySet());
  }
}
