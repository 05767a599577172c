package io.ciao.linux.link;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Where frames go: nothing is learned, all of it is programmed.
public record Forwarding(SortedSet<FdbEntry> entries, SortedSet<Neighbour> neighbours) {
  public Forwarding {
    entries = Collections.unmodifiableSortedSet(new TreeSet<>(entries));
    neighbours = Collections.unmodifiableSortedSet(new TreeSet<>(neighbours));
  }

  public static Forwarding of(Collection<FdbEntry> entries, Collection<Neighbour> neighbours) {
    return new Forwarding(new TreeSet<>(entries), new TreeSet<>(neighbours));
  }
}
