package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Needs;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An unchanged Java client library (fabric8) against the cluster.
@Tag("api")
class FabricClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ResourceDefinitionContext INSTANCES = context("Instance", "instances");

  /// Nobody but their writer changes them.
  private static final ResourceDefinitionContext KEYS = context("SSHKey", "sshkeys");

  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static KubernetesClient client;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("f");
    running = cluster;
    User.of(cluster).equipped();
    var config = Config.fromKubeconfig(cluster.ctl("kubeconfig").succeeded().out());
    config.setNamespace("default");
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (client != null) {
      client.close();
    }
    if (running != null) {
      running.close();
    }
  }

  @Test
  void createsReadsEditsAndDeletes() {
    var created = keys().resource(key("crud")).create();

    assertThat(created.getMetadata().getUid()).isNotBlank();
    assertThatThrownBy(() -> keys().resource(key("crud")).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getStatus().getReason()).isEqualTo("AlreadyExists");
            });
    var edited =
        keys()
            .withName("crud")
            .edit(
                found -> {
                  found.getMetadata().setLabels(Map.of("edited", "yes"));
                  return found;
                });
    assertThat(edited.getMetadata().getLabels()).containsEntry("edited", "yes");
    assertThat(keys().withLabel("edited", "yes").list().getItems()).hasSize(1);
    assertThatThrownBy(() -> keys().resource(created).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    keys().withName("crud").withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    keys()
        .withName("crud")
        .waitUntilCondition(found -> found == null, 60, java.util.concurrent.TimeUnit.SECONDS);
  }

  @Test
  void appliesOnTheServerAndLearnsOfConflicts() {
    var mine = stopped("applied");
    mine.getMetadata().setLabels(Map.of("owner", "one"));
    instances().resource(mine).fieldManager("one").serverSideApply();
    var theirs = stopped("applied");
    theirs.getMetadata().setLabels(Map.of("owner", "two"));

    assertThatThrownBy(() -> instances().resource(theirs).fieldManager("two").serverSideApply())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getStatus().getDetails().getCauses().getFirst().getReason())
                  .isEqualTo("FieldManagerConflict");
            });
    var forced =
        instances().resource(theirs).fieldManager("two").forceConflicts().serverSideApply();
    assertThat(forced.getMetadata().getLabels()).containsEntry("owner", "two");
    assertThat(forced.getMetadata().getManagedFields()).isNotEmpty();
    instances().resource(forced).delete();
  }

  @Test
  void knowsTheCoreKinds() {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("fabric")
            .endMetadata()
            .addToData("colour", "blue")
            .build();

    client.configMaps().resource(map).create();
    var patched =
        client
            .configMaps()
            .withName("fabric")
            .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"colour\":\"green\"}}");
    assertThat(patched.getData()).containsEntry("colour", "green");
    client.configMaps().withName("fabric").delete();
    assertThat(client.namespaces().withName("default").get().getStatus().getPhase())
        .isEqualTo("Active");
  }

  @Test
  void anInformerGoesOnAcrossARestartOfTheApiserver() throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    try (var informer = instances().inform(new Names(seen))) {
      instances().resource(stopped("before")).create();
      Eventually.within(LIMIT).untilAsserted(() -> assertThat(seen).contains("before"));
      var operator = new Operator(cluster);
      var pid = operator.pid("apiserver");
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
      operator.start("apiserver");

      Eventually.within(LIMIT)
          .untilAsserted(
              () -> instances().resource(stopped("after")).createOr(NonDeletingOperation::update));
      instances().withName("before").delete();

      Eventually.within(LIMIT)
          .untilAsserted(() -> assertThat(seen).contains("after").doesNotContain("before"));
      assertThat(informer.isWatching()).isTrue();
      instances().withName("after").delete();
    }
  }

  @Test
  void manifestsAndOutputsReadTheSameInKubectlHereAndInOurs() throws Exception {
    Needs.programs("kubectl");
    var texts = new ArrayList<String>();
    try (var files = Files.walk(Shell.ROOT.resolve("manifests"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        // Payloads of SSNTP frames are no objects of the API.
        var payload = file.getParent().endsWith("ssntp");
        if (!payload && !file.endsWith("kustomization.yaml")) {
          texts.addAll(List.of(Files.readString(file).split("(?m)^---$")));
        }
      }
    }
    for (var name : cluster.ctl("get", "images,workloads,nodes,tenants", "-o", "name").lines()) {
      texts.add(cluster.ctl("get", name, "-o", "yaml").succeeded().out());
    }
    assertThat(texts).hasSizeGreaterThan(30);
    for (var text : texts) {
      var ours = sorted(ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8))).toString();
      var here = MAPPER.valueToTree(Serialization.unmarshal(text, Map.class)).toString();
      assertThat(here).isEqualTo(ours);
      assertThat(kubectlReads(text).toString()).isEqualTo(ours);
    }
  }

  /// What kubectl makes of a manifest, without asking a server; it sorts the fields.
  private static JsonNode kubectlReads(String text) throws Exception {
    var argv = List.of("kubectl", "label", "--local", "-f", "-", "-o", "json", "read=yes");
    var ran =
        cluster.shell().run(Duration.ofSeconds(30), text.getBytes(StandardCharsets.UTF_8), argv);
    var tree = (ObjectNode) MAPPER.readTree(ran.succeeded().out());
    var metadata = (ObjectNode) tree.get("metadata");
    var labels = (ObjectNode) metadata.get("labels");
    labels.remove("read");
    if (labels.isEmpty()) {
      metadata.remove("labels");
    }
    return sorted(tree);
  }

  private static JsonNode sorted(JsonNode tree) throws Exception {
    return MAPPER.readTree(MAPPER.writeValueAsString(MAPPER.treeToValue(tree, Map.class)));
  }

  /// Names of what there is, by events alone.
  private record Names(Set<String> seen)
      implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource object) {
      seen.add(object.getMetadata().getName());
    }

    @Override
    public void onUpdate(GenericKubernetesResource old, GenericKubernetesResource object) {
      seen.add(object.getMetadata().getName());
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean stateUnknown) {
      seen.remove(object.getMetadata().getName());
    }
  }

  private static MixedOperation<
          GenericKubernetesResource,
          io.fabric8.kubernetes.api.model.GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      instances() {
    return client.genericKubernetesResources(INSTANCES);
  }

  private static MixedOperation<
          GenericKubernetesResource,
          io.fabric8.kubernetes.api.model.GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      keys() {
    return client.genericKubernetesResources(KEYS);
  }

  private static ResourceDefinitionContext context(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("ciao.io")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  private static GenericKubernetesResource key(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: ciao.io/v1
        kind: SSHKey
        metadata: {name: %s, namespace: default}
        spec: {publicKey: ssh-ed25519 AAAA}
        """
            .formatted(name),
        GenericKubernetesResource.class);
  }

  private static GenericKubernetesResource stopped(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: ciao.io/v1
        kind: Instance
        metadata: {name: %s, namespace: default}
        spec: {workload: tiny-container, running: false}
        """
            .formatted(name),
        GenericKubernetesResource.class);
  }
}
