package io.ciao.scheduler.place;

/// A node together with what is bound to it.
public record Candidate(NodeView node, Load load) {

  /// The same node with one more instance.
  public Candidate plus(Request request) {
    return new Candidate(node, load.plus(request));
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
