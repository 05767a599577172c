package io.ciao.apiserver.limit;

/// The bounds of one apiserver.
///
/// @param requests under way at once, of people and their programs
/// @param systemRequests under way at once, of nodes, schedulers and apiservers: a crowd of people
///   must not keep a node from renewing its presence
/// @param requestsPerUser under way at once
/// @param ratePerUser requests a second that one user may send for long; admins and schedulers are
///   not held to it
/// @param watches open at once
/// @param watchesPerUser open at once
/// @param connections open at once
public record Limits(
    int requests,
    int systemRequests,
    int requestsPerUser,
    int ratePerUser,
    int watches,
    int watchesPerUser,
    int connections) {
  /// What a cluster of 1,000 nodes and some hundred people stays far below.
  public static final Limits DEFAULT = new Limits(600, 1_500, 200, 500, 12_000, 2_500, 12_000);

  public Limits withRatePerUser(int rate) {
    return new Limits(
        requests, systemRequests, requestsPerUser, rate, watches, watchesPerUser, connections);
  }

  public Limits withWatches(int all, int perUser) {
    return new Limits(
        requests, systemRequests, requestsPerUser, ratePerUser, all, perUser, connections);
  }

  public Limits withConnections(int all) {
    return new Limits(
        requests, systemRequests, requestsPerUser, ratePerUser, watches, watchesPerUser, all);
  }
}
