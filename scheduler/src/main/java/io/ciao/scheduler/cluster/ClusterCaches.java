package io.ciao.scheduler.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.image.Image;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.node.Node;
import io.ciao.api.tenant.SSHKey;
import io.ciao.api.workload.Workload;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.ApiSource;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Source;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Everything the scheduler decides over, kept by list and watch. Safe for many threads.
public record ClusterCaches(
    Informer<Instance> instances,
    Informer<Node> nodes,
    Informer<Workload> workloads,
    Informer<Image> images,
    Informer<TenantNetwork> networks,
    Informer<Concentrator> concentrators,
    Informer<SSHKey> sshKeys,
    Informer<InstanceSet> instanceSets,
    InstanceLookups instancesBy)
    implements AutoCloseable {

  /// Caches that are not started yet.
  public static ClusterCaches of(ApiClient client, Backoff backoff) {
    return of(type -> new ApiSource(client, type, null, ListQuery.ALL), backoff);
  }

  /// Caches over other sources, not started yet.
  public static ClusterCaches of(Function<ResourceType, Source> sources, Backoff backoff) {
    var instances = informer(sources, ResourceType.INSTANCES, ClusterCaches::instance, backoff);
    return new ClusterCaches(
        instances,
        informer(sources, ResourceType.NODES, ClusterCaches::node, backoff),
        informer(sources, ResourceType.WORKLOADS, as(Workload.class), backoff),
        informer(sources, ResourceType.IMAGES, as(Image.class), backoff),
        informer(sources, ResourceType.TENANT_NETWORKS, as(TenantNetwork.class), backoff),
        informer(sources, ResourceType.CONCENTRATORS, as(Concentrator.class), backoff),
        informer(sources, ResourceType.SSH_KEYS, as(SSHKey.class), backoff),
        informer(sources, ResourceType.INSTANCE_SETS, as(InstanceSet.class), backoff),
        new InstanceLookups(instances));
  }

  private static <T> Informer<T> informer(
      Function<ResourceType, Source> sources,
      ResourceType type,
      Function<ObjectNode, T> parse,
      Backoff backoff) {
    return new Informer<>(type.plural(), sources.apply(type), parse, backoff);
  }

  private static <T> Function<ObjectNode, T> as(Class<T> record) {
    return tree -> Json.toRecord(tree, record);
  }

  /// Sizes are read once here, so that one instance with a size that nobody can read stays out
  /// alone and does not stop every placement.
  private static Instance instance(ObjectNode tree) {
    var instance = Json.toRecord(tree, Instance.class);
    EffectiveSpec.of(instance, null);
    return instance;
  }

  private static Node node(ObjectNode tree) {
    var node = Json.toRecord(tree, Node.class);
    var allocatable = node.status().allocatable();
    if (allocatable != null) {
      allocatable.memoryBytes();
      allocatable.diskBytes();
    }
    return node;
  }

  /// Starts every cache.
  public void start() {
    all().forEach(Informer::start);
  }

  /// Whether every cache has read its list; before that nothing may be decided.
  public boolean synced() {
    return all().allMatch(Informer::synced);
  }

  /// Waits until every cache is complete up to that version; false if the time is over before.
  public boolean awaitVersion(long version, Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    for (var informer : all().toList()) {
      if (!informer.awaitVersion(version, Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
    }
    return true;
  }

  private Stream<Informer<?>> all() {
    return List.<Informer<?>>of(
        instances, nodes, workloads, images, networks, concentrators, sshKeys, instanceSets)
        .stream();
  }

  @Override
  public void close() {
    all().forEach(Informer::close);
  }
}
