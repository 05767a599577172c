package io.ciao.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.ObjectKey;
import java.nio.charset.StandardCharsets;

/// What is there before anything happens: a tenant with a network that is ready, and an image.
final class Setting {
  private static final String TENANT_OBJECT =
      """
      apiVersion: ciao.io/v1
      kind: Tenant
      metadata: {name: t1}
      spec: {}
      """;

  private static final String IMAGE =
      """
      apiVersion: ciao.io/v1
      kind: Image
      metadata: {namespace: t1, name: base}
      spec: {format: docker, source: {docker: {name: x}}}
      """;

  private static final String NETWORK =
      """
      apiVersion: ciao.io/v1
      kind: TenantNetwork
      metadata: {namespace: t1, name: default}
      spec: {cidr: 172.16.0.0/16}
      """;

  private static final String NETWORK_STATUS =
      """
      status: {subnets: [{cidr: 172.16.0.0/24, vni: 4096, concentrator: default-4096}]}
      """;

  private static final String CONCENTRATOR =
      """
      apiVersion: ciao.io/v1
      kind: Concentrator
      metadata: {namespace: t1, name: default-4096}
      spec:
        tenantNetwork: default
        subnet: 172.16.0.0/24
        vni: 4096
        mtu: 1400
        outsideAddress: 198.18.0.100/24
        outsideGateway: 198.18.0.1
        gateway: {ip: 172.16.0.1, mac: "02:00:ac:10:00:01"}
        dns: {domain: t1}
      """;

  private static final String INSTANCE =
      """
      apiVersion: ciao.io/v1
      kind: Instance
      metadata: {namespace: t1, name: %s}
      spec: {image: base, runtime: container, resources: {vcpus: 1, memory: 1Gi}, failover: {policy: %s}}
      """;

  private static final String OF_WORKLOAD =
      """
      apiVersion: ciao.io/v1
      kind: Instance
      metadata: {namespace: t1, name: %s}
      spec: {workload: %s}
      """;

  private static final String WORKLOAD =
      """
      apiVersion: ciao.io/v1
      kind: Workload
      metadata: {namespace: t1, name: %s}
      spec: {image: base, runtime: container, privileged: %s, resources: {vcpus: 2, memory: 1Gi}}
      """;

  private static final String QUOTA =
      """
      apiVersion: ciao.io/v1
      kind: Quota
      metadata: {namespace: t1, name: limits}
      spec: {limits: {vcpus: %d}}
      """;

  private Setting() {}

  static void furnish(ApiClient admin) {
    admin.create(ResourceType.TENANTS, null, read(TENANT_OBJECT));
    admin.create(ResourceType.IMAGES, World.TENANT, read(IMAGE));
    admin.create(ResourceType.TENANT_NETWORKS, World.TENANT, read(NETWORK));
    var network = new ObjectKey(World.TENANT, "default");
    admin.mergePatchStatus(ResourceType.TENANT_NETWORKS, network, read(NETWORK_STATUS));
    admin.create(ResourceType.CONCENTRATORS, World.TENANT, read(CONCENTRATOR));
  }

  static void create(ApiClient admin, String name, boolean stays) {
    var instance = read(INSTANCE.formatted(name, stays ? "Stay" : "Restart"));
    admin.create(ResourceType.INSTANCES, World.TENANT, instance);
  }

  /// What it is made from may come later.
  static void createFrom(ApiClient admin, String workload, String name) {
    admin.create(ResourceType.INSTANCES, World.TENANT, read(OF_WORKLOAD.formatted(name, workload)));
  }

  /// Two processors each.
  static void workload(ApiClient admin, String name, boolean privileged) {
    admin.create(ResourceType.WORKLOADS, World.TENANT, read(WORKLOAD.formatted(name, privileged)));
  }

  static void limit(ApiClient admin, int vcpus) {
    admin.create(ResourceType.QUOTAS, World.TENANT, read(QUOTA.formatted(vcpus)));
  }

  static void raise(ApiClient admin, int vcpus) {
    var patch = read("spec: {limits: {vcpus: " + vcpus + "}}\n");
    admin.mergePatch(ResourceType.QUOTAS, new ObjectKey(World.TENANT, "limits"), patch);
  }

  static void permitPrivileged(ApiClient admin) {
    var patch = read("spec: {permissions: {privilegedContainers: true}}\n");
    admin.mergePatch(ResourceType.TENANTS, new ObjectKey(null, World.TENANT), patch);
  }

  static void delete(ApiClient admin, String name) {
    admin.delete(ResourceType.INSTANCES, new ObjectKey(World.TENANT, name));
  }

  static void running(ApiClient admin, String name, boolean wanted) {
    var patch = read("spec: {running: " + wanted + "}\n");
    admin.mergePatch(ResourceType.INSTANCES, new ObjectKey(World.TENANT, name), patch);
  }

  private static ObjectNode read(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
