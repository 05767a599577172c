package io.ciao.e2e.actor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.ObjectKey;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Many instances that are all alike and need nothing but room: for simulated nodes.
///
/// @param memory of each, for example `19Gi`
public record Crowd(ApiClient api, String memory) {
  private static final String TENANT = "default";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String IMAGE =
      """
      apiVersion: ciao.io/v1
      kind: Image
      metadata: {namespace: default, name: base}
      spec: {format: docker, source: {docker: {name: base}}}
      """;

  /// With room for four thousand.
  private static final String NETWORK =
      """
      apiVersion: ciao.io/v1
      kind: TenantNetwork
      metadata: {namespace: default, name: wide}
      spec: {cidr: 10.0.0.0/16, subnetPrefixLength: 20}
      """;

  private static final String INSTANCE =
      """
      apiVersion: ciao.io/v1
      kind: Instance
      metadata: {namespace: default, name: %s}
      spec:
        image: base
        runtime: container
        network: {name: wide}
        resources: {vcpus: 1, memory: %s}
      """;

  /// What all of them name as theirs.
  public void makeReferences() throws InterruptedException {
    create(ResourceType.IMAGES, IMAGE);
    create(ResourceType.TENANT_NETWORKS, NETWORK);
  }

  /// Makes so many, called `name0001` and so on.
  public void make(String name, int count) throws InterruptedException {
    for (int i = 1; i <= count; i++) {
      create(ResourceType.INSTANCES, INSTANCE.formatted(numbered(name, i), memory));
    }
  }

  /// Deletes what was made so; they are gone later.
  public void delete(String name, int count) {
    for (int i = 1; i <= count; i++) {
      api.delete(ResourceType.INSTANCES, new ObjectKey(TENANT, numbered(name, i)));
    }
  }

  private static String numbered(String name, int number) {
    return "%s%04d".formatted(name, number);
  }

  /// An answer that did not come in time is no failure: it is asked for again.
  private void create(ResourceType type, String yaml) throws InterruptedException {
    var object = ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
    Eventually.within(LIMIT).until("it is made: " + yaml, () -> made(type, object.deepCopy()));
  }

  private boolean made(ResourceType type, ObjectNode object) {
    try {
      api.create(type, TENANT, object);
    } catch (ApiException e) {
      if (!e.isConflict()) {
        throw e;
      }
    }
    return true;
  }
}
