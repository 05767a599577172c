package io.ciao.linux.link;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Where frames and packets go: nothing is learned, all of it is programmed.
///
/// @param routes all but the default one, and those that addresses bring along
public record Forwarding(
    SortedSet<FdbEntry> entries, SortedSet<Neighbour> neighbours, SortedSet<RouteVia> routes) {
  public Forwarding {
    entries = Collections.unmodifiableSortedSet(new TreeSet<>(entries));
    neighbours = Collections.unmodifiableSortedSet(new TreeSet<>(neighbours));
    routes = Collections.unmodifiableSortedSet(new TreeSet<>(routes));
  }

  /// One without routes.
  public static Forwarding of(Collection<FdbEntry> entries, Collection<Neighbour> neighbours) {
    return of(entries, neighbours, List.of());
  }

  public static Forwarding of(
      Collection<FdbEntry> entries, Collection<Neighbour> neighbours, Collection<RouteVia> routes) {
    return new Forwarding(new TreeSet<>(entries), new TreeSet<>(neighbours), new TreeSet<>(routes));
  }
}
