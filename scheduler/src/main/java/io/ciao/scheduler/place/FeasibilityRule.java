package io.ciao.scheduler.place;

/// One reason why a node may not take an instance. Stateless.
///
/// Asking is apart from explaining: every placement asks all nodes, and only one that finds no node
/// explains.
interface FeasibilityRule {

  /// Whether this rule has nothing against it.
  boolean accepts(Request request, Candidate candidate);

  /// What was needed and what was found, for people, to be read after the node's name. Asked only
  /// where it does not accept.
  String refusal(Request request, Candidate candidate);

  /// The same for many nodes together, to be read after their number: `lack memory`.
  String refusalOfMany();
}
