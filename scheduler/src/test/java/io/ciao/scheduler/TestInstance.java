package io.ciao.scheduler;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.Failover;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceSpec;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.InstanceStatus;
import io.ciao.api.instance.NetworkAttachment;
import io.ciao.api.instance.Observed;
import io.ciao.api.instance.Resolved;
import io.ciao.api.instance.ResolvedWorkload;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.placement.Toleration;
import io.ciao.api.workload.Placement;
import io.ciao.api.workload.Resources;
import io.ciao.api.workload.WorkloadSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance as the API holds it, for tests that change it step by step. A fresh one is valid,
/// wants to run, has an image and nothing else.
public final class TestInstance {
  public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  public final String tenant;
  public final String name;
  public final String uid;
  public long version = 1;
  public long generation = 1;
  public boolean deleting;
  public boolean finalizer = true;
  public @Nullable Boolean running;
  public @Nullable String runtime;
  public @Nullable String image = "tiny";
  public @Nullable String workload;
  public @Nullable String pinned;
  public @Nullable String failover;
  public Map<String, String> nodeSelector = Map.of();
  public List<Toleration> tolerations = List.of();
  public @Nullable Affinity affinity;
  public List<SpreadConstraint> spread = List.of();
  public @Nullable String strategy;
  public Map<String, String> labels = Map.of();
  public Map<String, String> annotations = Map.of();
  public String networkName = "default";
  public @Nullable String fixedAddress;
  public List<String> securityGroups = List.of();
  public long vcpus = 1;
  public long memoryMib = 256;
  public @Nullable Integer priority;
  public @Nullable String preemptionPolicy;
  public Instant created = BEGIN;
  public @Nullable Binding binding;
  public @Nullable InstanceNetwork network;
  public @Nullable SshEndpoint ssh;
  public @Nullable Observed observed;
  public @Nullable Resolved resolved;
  public List<Condition> conditions = List.of();

  public TestInstance(String tenant, String name) {
    this.tenant = tenant;
    this.name = name;
    this.uid = "uid-" + tenant + "-" + name;
  }

  public ObjectKey networkKey() {
    return new ObjectKey(tenant, networkName);
  }

  public TestInstance bind(String node) {
    binding = new Binding(node, "uid-" + node, version, null, BEGIN);
    version++;
    return this;
  }

  /// As its first bind wrote it down.
  public TestInstance madeFrom(String name, String revision, WorkloadSpec spec) {
    workload = name;
    resolved =
        new Resolved(
            new ResolvedWorkload(tenant, name, revision, spec), new ObjectKey(tenant, "tiny"));
    return this;
  }

  /// Another tenant's image, as its first bind resolved it.
  public TestInstance resolvedImage(String namespace) {
    var before = resolved;
    resolved =
        new Resolved(before == null ? null : before.workload(), new ObjectKey(namespace, "tiny"));
    return this;
  }

  public TestInstance release() {
    var old = binding;
    if (old != null) {
      binding = new Binding(old.nodeName(), old.nodeUID(), old.epoch(), true, old.boundAt());
      version++;
    }
    return this;
  }

  public TestInstance observe(InstanceState state, boolean plugged) {
    var at = binding;
    if (at != null) {
      observed =
          new Observed(
              at.nodeName(),
              at.epoch(),
              1,
              version,
              generation,
              state.name(),
              null,
              null,
              plugged,
              null,
              null,
              null);
      version++;
    }
    return this;
  }

  public TestInstance say(Condition condition) {
    conditions = Conditions.merge(conditions, List.of(condition), BEGIN);
    version++;
    return this;
  }

  public Instance build() {
    var meta =
        new ObjectMeta(
            name,
            null,
            tenant,
            uid,
            Long.toString(version),
            generation,
            labels,
            annotations,
            finalizer ? List.of(Finalizers.NODE) : List.of(),
            null,
            created,
            deleting ? BEGIN : null);
    var spec =
        new InstanceSpec(
            workload,
            running,
            runtime,
            image,
            null,
            new Resources(vcpus, memoryMib + "Mi", null),
            null,
            null,
            null,
            null,
            new Placement(pinned, null, nodeSelector, tolerations, affinity, spread, strategy),
            new NetworkAttachment(networkName, fixedAddress),
            securityGroups,
            null,
            failover == null ? null : new Failover(failover),
            null,
            priority,
            preemptionPolicy);
    var status =
        new InstanceStatus(null, resolved, null, conditions, binding, network, ssh, observed, null);
    return new Instance(null, null, meta, spec, status);
  }
}
