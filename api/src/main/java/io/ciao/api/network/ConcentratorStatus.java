package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which generation the concentrator has applied, and who serves it.
///
/// @param externalIPs those in force
/// @param outsideAddress with prefix length
/// @param agentPort where the agent that serves it answers the apiserver
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorStatus(
    @Nullable Long observedGeneration,
    @Nullable ActiveConcentrator active,
    @Nullable List<ConfirmedAddress> externalIPs,
    @Nullable String outsideAddress,
    @Nullable Integer agentPort,
    @Nullable List<Condition> conditions) {

  public ConcentratorStatus {
    externalIPs = Copies.of(externalIPs);
    conditions = Copies.of(conditions);
  }

  public static final ConcentratorStatus EMPTY =
      new ConcentratorStatus(null, null, null, null, null, null);

  /// The same with what each pass says anew.
  public ConcentratorStatus with(
      @Nullable Long generation, @Nullable ActiveConcentrator serving, List<Condition> present) {
    return new ConcentratorStatus(
        generation, serving, externalIPs, outsideAddress, agentPort, present);
  }

  /// The same with where its agent answers.
  public ConcentratorStatus withAgentPort(int port) {
    return new ConcentratorStatus(
        observedGeneration, active, externalIPs, outsideAddress, port, conditions);
  }

  /// The same with other external addresses in force.
  public ConcentratorStatus with(List<ConfirmedAddress> inForce) {
    return inForce.equals(externalIPs())
        ? this
        : new ConcentratorStatus(
            observedGeneration, active, inForce, outsideAddress, agentPort, conditions);
  }

  @Override
  public List<ConfirmedAddress> externalIPs() {
    return externalIPs == null ? List.of() : externalIPs;
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
