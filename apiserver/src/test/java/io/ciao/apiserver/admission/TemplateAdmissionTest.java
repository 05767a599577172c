package io.ciao.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.Written;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.ResourceKey;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A template is judged as the instances that are made of it.
final class TemplateAdmissionTest {
  private static final ResourceKey WEB = ResourceKey.namespaced("instancesets", "team", "web");

  private final MemoryRegistry world = new MemoryRegistry();

  TemplateAdmissionTest() {
    world.create("apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: default}");
    world.create("apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: team}");
    image("default", "secret");
    image("team", "tiny");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void rootOnTheNodeIsTheTenantsToPermit() {
    workload("root", "{runtime: container, image: tiny, privileged: true}");

    assertThatThrownBy(() -> set("{image: tiny, runtime: container, privileged: true}"))
        .isInstanceOf(RequestRefused.class)
        .hasMessageContaining("spec.template.spec.privileged");
    assertThatThrownBy(() -> set("{workload: root}"))
        .hasMessageContaining("may not run privileged containers");
  }

  @Test
  void aSetWhoseTenantLostThePermissionCanBeMadeSmaller() {
    permit(true);
    set("{image: tiny, runtime: container, privileged: true}");
    permit(false);

    change(tree -> ((ObjectNode) tree.path("spec")).put("replicas", 1));

    assertThat(world.get(WEB).orElseThrow().tree().at("/spec/replicas").asInt()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                change(
                    tree -> ((ObjectNode) tree.at("/spec/template/spec")).put("image", "another")))
        .hasMessageContaining("spec.template.spec.privileged");
  }

  @Test
  void theWorkloadsImageIsLookedUpToo() {
    workload("hidden", "{runtime: container, image: secret}");
    workload("early", "{runtime: container, image: later}");

    assertThatThrownBy(() -> set("{workload: hidden}"))
        .hasMessageContaining("spec.template.spec.image")
        .hasMessageContaining("private");
    assertThat(set("{workload: early}").warnings())
        .contains(
            "spec.template.spec.image: there is no image \"later\" yet; the instanceset waits for"
                + " it");
  }

  private void image(String tenant, String name) {
    world.create(
        "apiVersion: ciao.io/v1\nkind: Image\nmetadata: {name: %s, namespace: %s}\n"
                .formatted(name, tenant)
            + "spec: {format: docker, source: {docker: {name: x}}}");
  }

  private void workload(String name, String spec) {
    world.create(
        "apiVersion: ciao.io/v1\nkind: Workload\nmetadata: {name: %s, namespace: team}\nspec: %s"
            .formatted(name, spec));
  }

  private Written set(String spec) {
    return world.create(
        "apiVersion: ciao.io/v1\nkind: InstanceSet\nmetadata: {name: web, namespace: team}\n"
            + "spec: {replicas: 2, template: {metadata: {labels: {app: web}}, spec: "
            + spec
            + "}}");
  }

  private void permit(boolean privileged) {
    ResourceKey team = ResourceKey.cluster("tenants", "team");
    ObjectNode tenant = world.get(team).orElseThrow().tree();
    ((ObjectNode) tenant.path("spec"))
        .putObject("permissions")
        .put("privilegedContainers", privileged);
    replace(team, tenant);
  }

  private void change(Consumer<ObjectNode> how) {
    ObjectNode tree = world.get(WEB).orElseThrow().tree();
    how.accept(tree);
    replace(WEB, tree);
  }

  private void replace(ResourceKey key, ObjectNode tree) {
    Target target = world.target(key);
    world.registry().replace(target, false, tree, world.context());
  }
}
