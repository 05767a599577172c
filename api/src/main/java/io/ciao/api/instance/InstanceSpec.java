package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import io.ciao.api.workload.CloudInit;
import io.ciao.api.workload.EnvVar;
import io.ciao.api.workload.Placement;
import io.ciao.api.workload.Resources;
import io.ciao.api.workload.WorkloadSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a tenant wants of an instance: a workload, its own fields, or both (its own win).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSpec(
    @Nullable String workload,
    @Nullable Boolean running,
    @Nullable String runtime,
    @Nullable String image,
    @Nullable String firmware,
    @Nullable Resources resources,
    @Nullable CloudInit cloudInit,
    @Nullable List<String> command,
    @Nullable List<EnvVar> env,
    @Nullable Boolean privileged,
    @Nullable Placement placement,
    @Nullable NetworkAttachment network,
    @Nullable List<String> securityGroups,
    @Nullable List<String> sshKeys,
    @Nullable Failover failover,
    @Nullable String priorityClassName,
    @Nullable Integer priority,
    @Nullable String preemptionPolicy) {

  public InstanceSpec {
    command = Copies.of(command);
    env = Copies.of(env);
    securityGroups = Copies.of(securityGroups);
    sshKeys = Copies.of(sshKeys);
  }

  public static final InstanceSpec EMPTY =
      new InstanceSpec(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null);

  /// Its own fields over those of a workload, each one alone; it names no workload any more.
  public InstanceSpec over(WorkloadSpec base) {
    return new InstanceSpec(
        null,
        running,
        first(runtime, base.runtime()),
        first(image, base.image()),
        first(firmware, base.firmware()),
        Resources.overlay(resources, base.resources()),
        first(cloudInit, base.cloudInit()),
        first(command, base.command()),
        first(env, base.env()),
        first(privileged, base.privileged()),
        first(placement, base.placement()),
        network,
        securityGroups,
        sshKeys,
        failover,
        first(priorityClassName, base.priorityClassName()),
        priority,
        preemptionPolicy);
  }

  private static <T> @Nullable T first(@Nullable T own, @Nullable T base) {
    return own == null ? base : own;
  }

  /// Whether it should run; true where nothing is said.
  public boolean wantsRunning() {
    return running == null || running;
  }

  /// The TenantNetwork it is in.
  public String networkName() {
    return network == null ? "default" : network.nameOrDefault();
  }

  /// The IPv4 address that it asks for; empty: any that is free.
  public Optional<String> fixedAddress() {
    return network == null ? Optional.empty() : Optional.ofNullable(network.address());
  }

  /// Who goes first where not all can have a node; 0 where nothing is said.
  public int priorityOrZero() {
    return priority == null ? 0 : priority;
  }

  /// Whether ones of lower priority have to give way to it where there is no room.
  public boolean preempts() {
    return !"Never".equals(preemptionPolicy);
  }

  @Override
  public List<String> securityGroups() {
    return securityGroups == null ? List.of() : securityGroups;
  }

  @Override
  public List<String> sshKeys() {
    return sshKeys == null ? List.of() : sshKeys;
  }
}
