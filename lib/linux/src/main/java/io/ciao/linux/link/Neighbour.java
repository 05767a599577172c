package io.ciao.linux.link;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.MacAddress;
import java.util.Comparator;

/// A permanent neighbour entry: the bridge answers for this address with that one.
public record Neighbour(IpAddress address, String link, MacAddress mac)
    implements Comparable<Neighbour> {
  private static final Comparator<Neighbour> ORDER =
      Comparator.comparing(Neighbour::link)
          .thenComparing(neighbour -> neighbour.address().toString())
          .thenComparing(Neighbour::mac);

  @Override
  public int compareTo(Neighbour other) {
    return ORDER.compare(this, other);
  }
}
