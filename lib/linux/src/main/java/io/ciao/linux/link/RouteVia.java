package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import java.util.Comparator;

/// A route by a router that is a neighbour on the link, whatever addresses the link has (`onlink`).
///
/// @param to not everything: that is the default route
/// @param via the router, which needs a neighbour entry where nobody answers for it
public record RouteVia(Ipv4Prefix to, Ipv4Address via, String link)
    implements Comparable<RouteVia> {
  private static final Comparator<RouteVia> ORDER =
      Comparator.comparing(RouteVia::to).thenComparing(RouteVia::via).thenComparing(RouteVia::link);

  public RouteVia {
    if (to.length() == 0 || !to.equals(to.network())) {
      throw new IllegalArgumentException("route to " + to + ": that is no network, or all of them");
    }
  }

  @Override
  public int compareTo(RouteVia other) {
    return ORDER.compare(this, other);
  }
}
