package io.ciao.api.client;

import io.ciao.api.meta.ObjectKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where a kind lives in the apiserver's URL space. `group` is empty for core kinds.
public record ResourceType(
    String group, String version, String plural, String kind, boolean namespaced) {

  public static final ResourceType INSTANCES = ciao("instances", "Instance", true);
  public static final ResourceType INSTANCE_SETS = ciao("instancesets", "InstanceSet", true);
  public static final ResourceType WORKLOADS = ciao("workloads", "Workload", true);
  public static final ResourceType IMAGES = ciao("images", "Image", true);
  public static final ResourceType TENANT_NETWORKS = ciao("tenantnetworks", "TenantNetwork", true);
  public static final ResourceType CONCENTRATORS = ciao("concentrators", "Concentrator", true);
  public static final ResourceType EXTERNAL_IPS = ciao("externalips", "ExternalIP", true);
  public static final ResourceType EXTERNAL_IP_POOLS =
      ciao("externalippools", "ExternalIPPool", false);
  public static final ResourceType SSH_KEYS = ciao("sshkeys", "SSHKey", true);
  public static final ResourceType SECURITY_GROUPS = ciao("securitygroups", "SecurityGroup", true);
  public static final ResourceType NODES = ciao("nodes", "Node", false);
  public static final ResourceType CLUSTER_CONFIGS = ciao("clusterconfigs", "ClusterConfig", false);
  public static final ResourceType CERTIFICATE_REVOCATIONS =
      ciao("certificaterevocations", "CertificateRevocation", false);
  public static final ResourceType QUOTAS = ciao("quotas", "Quota", true);
  public static final ResourceType TENANTS = ciao("tenants", "Tenant", false);
  public static final ResourceType NAMESPACES =
      new ResourceType("", "v1", "namespaces", "Namespace", false);
  public static final ResourceType EVENTS = new ResourceType("", "v1", "events", "Event", true);

  private static ResourceType ciao(String plural, String kind, boolean namespaced) {
    return new ResourceType("ciao.io", "v1", plural, kind, namespaced);
  }

  /// `ciao.io/v1`, or `v1` for core kinds.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// The path of the collection; a null namespace means all namespaces.
  public String path(@Nullable String namespace) {
    var root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return namespaced && namespace != null
        ? root + "/namespaces/" + encode(namespace) + "/" + plural
        : root + "/" + plural;
  }

  /// The path of one object.
  public String path(ObjectKey key) {
    return path(key.namespace()) + "/" + encode(key.name());
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
