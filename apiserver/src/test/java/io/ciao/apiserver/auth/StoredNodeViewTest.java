package io.ciao.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.store.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an instance on a node refers to, by itself and through its workload.
final class StoredNodeViewTest {
  private final FixedStore store = new FixedStore();
  private final StoredNodeView view = new StoredNodeView(store);

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeEach
  void putAnInstanceOnANode() {
    store.put(
        ResourceKey.namespaced("instances", "team", "web"),
        tree(
            """
            metadata: {namespace: team, name: web}
            spec:
              workload: small
              sshKeys: [laptop]
              securityGroups: [front]
              cloudInit: {userDataFrom: {secretKeyRef: {name: init, key: a}}}
              env:
              - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}
              - {name: B, value: b}
            status:
              binding: {nodeName: n1}
              network: {concentrator: c1}
              resolved:
                workload:
                  namespace: team
                  name: small
                  spec:
                    image: tiny
                    env: [{name: C, valueFrom: {secretKeyRef: {name: shared, key: c}}}]
                image: {namespace: team, name: tiny}
            """),
        Map.of("status.binding.nodeName", List.of("n1")));
    store.put(
        ResourceKey.namespaced("volumes", "team", "disk"),
        tree("metadata: {namespace: team, name: disk}"),
        Map.of("status.attachment.nodeName", List.of("n1")));
    store.put(
        ResourceKey.cluster("nodes", "n9"),
        tree("metadata: {name: n9}\nstatus: {member: {state: Lost, incarnation: 7}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "images, tiny, true",
    "images, other, false",
    "sshkeys, laptop, true",
    "tenantnetworks, default, true",
    "concentrators, c1, true",
    "securitygroups, front, true",
    "securitygroups, all, false",
    "securitygroups, other, false",
    "secrets, init, true",
    "secrets, shared, true",
    "secrets, settings, false",
    "configmaps, settings, true",
    "configmaps, init, false",
    "volumes, disk, true",
    "volumes, other, false",
  })
  void knowsWhatANodeNeeds(String resource, String name, boolean needed) {
    assertThat(view.refers("n1", resource, "team", name)).isEqualTo(needed);
    assertThat(view.refers("n2", resource, "team", name)).isFalse();
    assertThat(view.refers("n1", resource, "other", name)).isFalse();
  }

  @Test
  void itSeesTheGroupsThatGroupsOfItsInstancesNameAndNoFurther() {
    group("front", "ingress: [{peers: [{cidr: 10.0.0.0/8}, {securityGroup: back}]}]");
    group("back", "egress: [{peers: [{securityGroup: far}]}]");
    group("far", "ingress: [{peers: [{securityGroup: front}]}]");

    assertThat(view.refers("n1", "securitygroups", "team", "back")).isTrue();
    assertThat(view.refers("n1", "securitygroups", "team", "far")).isFalse();
    assertThat(view.refers("n2", "securitygroups", "team", "back")).isFalse();
    assertThat(view.refers("n1", "securitygroups", "other", "back")).isFalse();
  }

  private void group(String name, String rules) {
    store.put(
        ResourceKey.namespaced("securitygroups", "team", name),
        tree("metadata: {namespace: team, name: " + name + "}\nspec: {" + rules + "}"),
        Map.of());
  }

  @Test
  void ofTheImagesOfThatNameItSeesTheOneThatTheBindResolved() {
    store.put(
        ResourceKey.namespaced("instances", "team", "common"),
        tree(
            """
            metadata: {namespace: team, name: common}
            spec: {image: noble}
            status:
              binding: {nodeName: n2}
              resolved: {image: {namespace: default, name: noble}}
            """),
        Map.of("status.binding.nodeName", List.of("n2")));

    assertThat(view.refers("n2", "images", "default", "noble")).isTrue();
    assertThat(view.refers("n2", "images", "team", "noble")).isFalse();
    assertThat(view.refers("n1", "images", "default", "tiny")).isFalse();
    assertThat(view.refers("n1", "secrets", "default", "init")).isFalse();
  }

  @Test
  void aNodeThatCarriesAConcentratorNeedsTheNetworkOfIt() {
    concentrator("c1", "blue", "n3");
    concentrator("c2", "red", "n4");

    assertThat(view.refers("n3", "tenantnetworks", "team", "blue")).isTrue();
    assertThat(view.refers("n3", "tenantnetworks", "team", "red")).isFalse();
    assertThat(view.refers("n3", "tenantnetworks", "other", "blue")).isFalse();
    assertThat(view.refers("n1", "tenantnetworks", "team", "blue")).isFalse();
    assertThat(view.refers("n3", "securitygroups", "team", "blue")).isFalse();
  }

  @Test
  void aNodeThatCarriesAConcentratorNeedsItsTransitPeers() {
    concentrator("c1", "blue, transit: {peers: [{name: c2}, {name: c3}]}", "n3");
    concentrator("c2", "blue, transit: {peers: [{name: c1}]}", "n4");

    assertThat(view.refers("n3", "concentrators", "team", "c2")).isTrue();
    assertThat(view.refers("n3", "concentrators", "team", "c3")).isTrue();
    assertThat(view.refers("n3", "concentrators", "team", "c4")).isFalse();
    assertThat(view.refers("n3", "concentrators", "other", "c2")).isFalse();
    assertThat(view.refers("n4", "concentrators", "team", "c2")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"n1, team, web, true", "n2, team, web, false", "n1, other, web, false"})
  void anInstanceIsBoundToOneNode(String node, String tenant, String name, boolean bound) {
    assertThat(view.bound(node, tenant, name)).isEqualTo(bound);
  }

  @ParameterizedTest
  @CsvSource({"n3, team, c1, true", "n4, team, c1, false", "n3, other, c1, false"})
  void aConcentratorIsCarriedByTheNodesThatItNames(
      String node, String tenant, String name, boolean carried) {
    concentrator("c1", "blue", "n3");

    assertThat(view.carries(node, tenant, name)).isEqualTo(carried);
  }

  private void concentrator(String name, String network, String node) {
    store.put(
        ResourceKey.namespaced("concentrators", "team", name),
        tree("metadata: {namespace: team, name: c}\nspec: {tenantNetwork: " + network + "}"),
        Map.of("spec.nodeNames", List.of(node)));
  }

  @Test
  void knowsTheLost() {
    assertThat(view.lost("n9")).isTrue();
    assertThat(view.lost("n1")).isFalse();
  }
}
