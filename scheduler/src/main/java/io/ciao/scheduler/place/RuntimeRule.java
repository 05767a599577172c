package io.ciao.scheduler.place;

/// The node must have a driver for the instance's runtime.
final class RuntimeRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    var drivers = candidate.node().drivers();
    return drivers.contains(driver(request)) || drivers.contains("simulated");
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "has no " + driver(request) + " driver";
  }

  @Override
  public String refusalOfMany() {
    return "have no driver for it";
  }

  private static String driver(Request request) {
    return switch (request.runtime()) {
      case VM -> "qemu";
      case CONTAINER -> "docker";
    };
  }
}
