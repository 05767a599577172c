package io.ciao.scheduler.place;

import java.util.Collection;

/// A node together with what is bound to it.
public record Candidate(NodeView node, Load load, Starts starts) {

  /// One that may start as many instances at a time as there are.
  public Candidate(NodeView node, Load load) {
    this(node, load, Starts.UNLIMITED);
  }

  /// The same node with one more instance, which it has to start.
  public Candidate plus(Request request) {
    return new Candidate(node, load.plus(request), starts.plusOne());
  }

  /// The same node without these.
  Candidate without(Collection<Resident> gone) {
    var less = load;
    for (var resident : gone) {
      less = less.minus(resident.request());
    }
    return new Candidate(node, less, starts);
  }

  /// Whether nothing is missing but what other rules want.
  boolean hasRoomFor(Request request) {
    for (var rule : Placer.ROOM) {
      if (!rule.accepts(request, this)) {
        return false;
      }
    }
    return true;
  }

  long freeMemoryBytes() {
    return Math.max(0, node.memoryBytes() - load.memoryBytes());
  }

  long freeDiskBytes() {
    return Math.max(0, node.diskBytes() - load.diskBytes());
  }

  long freeVcpus() {
    return Math.max(0, node.vcpus() - load.vcpus());
  }
}
