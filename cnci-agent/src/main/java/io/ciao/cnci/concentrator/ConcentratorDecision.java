package io.ciao.cnci.concentrator;

import io.ciao.api.network.Concentrator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do, and what to say about it.
///
/// @param actions in order
/// @param take whose role to ask for when that is done; null for none
/// @param report whose status to write and how; null to write none
record ConcentratorDecision(
    List<ConcentratorAction> actions, @Nullable Concentrator take, @Nullable Report report) {
  ConcentratorDecision {
    actions = List.copyOf(actions);
  }

  ConcentratorDecision(List<ConcentratorAction> actions, @Nullable Report report) {
    this(actions, null, report);
  }

  /// Who is told about, and what.
  ///
  /// @param refusal why it is not served, null if it is
  record Report(Concentrator concentrator, ConcentratorPlans.Result.@Nullable Refused refusal) {}
}
