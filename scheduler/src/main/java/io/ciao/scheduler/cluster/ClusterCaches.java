package io.ciao.scheduler.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.image.Image;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.node.Node;
import io.ciao.api.security.SecurityGroup;
import io.ciao.api.tenant.Quota;
import io.ciao.api.tenant.SSHKey;
import io.ciao.api.tenant.Tenant;
import io.ciao.api.workload.Workload;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.ApiSource;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Everything the scheduler decides over, kept by list and watch. Safe for many threads.
///
/// @param all the caches among the other components: each is started, waited for and closed
public record ClusterCaches(
    Informer<Instance> instances,
    Informer<Node> nodes,
    Informer<Workload> workloads,
    Informer<Image> images,
    Informer<TenantNetwork> networks,
    Informer<Concentrator> concentrators,
    Informer<SSHKey> sshKeys,
    Informer<SecurityGroup> securityGroups,
    Informer<InstanceSet> instanceSets,
    Informer<ClusterConfig> clusterConfigs,
    Informer<CertificateRevocation> revocations,
    Informer<Quota> quotas,
    Informer<Tenant> tenants,
    Informer<ExternalIPPool> externalIPPools,
    Informer<ExternalIP> externalIPs,
    InstanceLookups instancesBy,
    Relief relief,
    List<Informer<?>> all)
    implements AutoCloseable {

  /// Caches that are not started yet.
  public static ClusterCaches of(ApiClient client, Backoff backoff) {
    return of(type -> new ApiSource(client, type, null, ListQuery.ALL), backoff);
  }

  /// Caches over other sources, not started yet.
  public static ClusterCaches of(Function<ResourceType, Source> sources, Backoff backoff) {
    var making = new Making(sources, backoff, new ArrayList<>());
    var instances = making.informer(ResourceType.INSTANCES, ClusterCaches::instance);
    var tenants = making.informer(ResourceType.TENANTS, as(Tenant.class));
    return new ClusterCaches(
        instances,
        making.informer(ResourceType.NODES, ClusterCaches::node),
        making.informer(ResourceType.WORKLOADS, as(Workload.class)),
        making.informer(ResourceType.IMAGES, as(Image.class)),
        making.informer(ResourceType.TENANT_NETWORKS, as(TenantNetwork.class)),
        making.informer(ResourceType.CONCENTRATORS, as(Concentrator.class)),
        making.informer(ResourceType.SSH_KEYS, as(SSHKey.class)),
        making.informer(ResourceType.SECURITY_GROUPS, as(SecurityGroup.class)),
        making.informer(ResourceType.INSTANCE_SETS, as(InstanceSet.class)),
        making.informer(ResourceType.CLUSTER_CONFIGS, as(ClusterConfig.class)),
        making.informer(ResourceType.CERTIFICATE_REVOCATIONS, as(CertificateRevocation.class)),
        making.informer(ResourceType.QUOTAS, as(Quota.class)),
        tenants,
        making.informer(ResourceType.EXTERNAL_IP_POOLS, as(ExternalIPPool.class)),
        making.informer(ResourceType.EXTERNAL_IPS, as(ExternalIP.class)),
        new InstanceLookups(instances),
        new Relief(instances, tenants),
        List.copyOf(making.made()));
  }

  /// Makes caches and keeps them together: one that is made cannot be forgotten, and one that is
  /// not started would read as empty.
  private record Making(
      Function<ResourceType, Source> sources, Backoff backoff, List<Informer<?>> made) {

    <T> Informer<T> informer(ResourceType type, Function<ObjectNode, T> parse) {
      var informer = new Informer<>(type.plural(), sources.apply(type), parse, backoff);
      made.add(informer);
      return informer;
    }
  }

  private static <T> Function<ObjectNode, T> as(Class<T> record) {
    return tree -> Json.toRecord(tree, record);
  }

  /// Sizes are read once here, so that one instance with a size that nobody can read stays out
  /// alone and does not stop every placement.
  private static Instance instance(ObjectNode tree) {
    var instance = Json.toRecord(tree, Instance.class);
    EffectiveSpec.of(instance.spec(), instance.status().base());
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
    all.forEach(Informer::start);
  }

  /// Whether every cache has read its list; before that nothing may be decided.
  public boolean synced() {
    return all.stream().allMatch(Informer::synced);
  }

  /// Waits until every cache is complete up to that version; false if the time is over before.
  public boolean awaitVersion(long version, Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    for (var informer : all) {
      if (!informer.awaitVersion(version, Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    all.forEach(Informer::close);
  }
}
