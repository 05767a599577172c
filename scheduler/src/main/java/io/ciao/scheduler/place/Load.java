package io.ciao.scheduler.place;

/// What is bound to a node: the sum of requests, never of measured use.
public record Load(long vcpus, long memoryBytes, long diskBytes, long instances) {
  public static final Load NONE = new Load(0, 0, 0, 0);

  /// With one more instance.
  public Load plus(Request request) {
    return new Load(
        sum(vcpus, request.vcpus()),
        sum(memoryBytes, request.memoryBytes()),
        sum(diskBytes, request.diskBytes()),
        instances + 1);
  }

  /// With one instance less, which was one of them.
  Load minus(Request request) {
    return new Load(
        vcpus - request.vcpus(),
        memoryBytes - request.memoryBytes(),
        diskBytes - request.diskBytes(),
        instances - 1);
  }

  /// A sum beyond the numbers stays at their end: a node with absurd requests is full, not empty.
  private static long sum(long one, long other) {
    var sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
