package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.desired.References;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.image.ImageCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a start is made from, on a node that knows nothing but what the instance's status says: one
/// that joined late, or lost its directory.
class StartIngredientsTest {
  private static final String INSTANCE =
      """
      kind: Instance
      metadata: {namespace: t1, name: web, uid: u, resourceVersion: "640"}
      spec: {workload: w, resources: {vcpus: 2}}
      status:
        binding: {nodeName: n1, nodeUID: n1-uid, epoch: 576}
        resolved:
          workload:
            namespace: t1
            name: w
            revision: w/1
            spec: {runtime: container, image: tiny, command: [as, bound], resources: {vcpus: 8, memory: 1Gi}}
          image: {namespace: t1, name: tiny}
        network: {subnet: 172.16.0.0/24, concentrator: c, address: 172.16.0.2, mac: "02:00:ac:10:00:02"}
      """;

  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private final KeptObjects kept = new KeptObjects(Optional.empty(), clock);
  private final Map<String, ObjectNode> api = new HashMap<>();
  private boolean apiIsAway;
  private StartIngredients ingredients;

  @TempDir private Path directory;

  @BeforeEach
  void prepare() throws IOException {
    ingredients =
        new StartIngredients(
            new References(kept, this::ask, clock), new ImageCache(directory, List.of()), _ -> {});
    serve(
        "concentrators/t1/c",
        """
        kind: Concentrator
        metadata: {namespace: t1, name: c, uid: c, resourceVersion: "64"}
        spec:
          tenantNetwork: default
          subnet: 172.16.0.0/24
          vni: 4242
          mtu: 1450
          topology: mesh
          nodeNames: []
          outsideAddress: 198.18.0.100/24
          outsideGateway: 198.18.0.1
          gateway: {ip: 172.16.0.1, mac: "02:00:5e:00:00:01"}
          dns: {domain: t1.ciao}
          members: []
        """);
    image("t1", "private", "own");
  }

  private ObjectNode ask(ResourceType type, ObjectKey key) {
    var found = api.get(type.plural() + "/" + key);
    if (apiIsAway || found == null) {
      throw new ApiUnreachableException("the API does not answer", new IOException("away"));
    }
    return found;
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private void serve(String path, String yaml) {
    api.put(path, tree(yaml));
  }

  private void image(String tenant, String visibility, String docker) {
    serve(
        "images/" + tenant + "/tiny",
        """
        kind: Image
        metadata: {namespace: %s, name: tiny, uid: of-%s, resourceVersion: "64"}
        spec: {visibility: %s, format: docker, source: {docker: {name: %s}}}
        """
            .formatted(tenant, tenant, visibility, docker));
  }

  private Ingredients read(String yaml) throws InterruptedException {
    kept.offer(tree(yaml), Source.FRAME);
    var object = object();
    return ingredients.read(object, object.as(Instance.class), false);
  }

  private Kept object() {
    return kept.byUid(KeptKind.INSTANCE, "u").orElseThrow();
  }

  private static StartPlan plan(Ingredients ingredients) {
    return ((Ingredients.Ready) ingredients).plan();
  }

  @Test
  void startsWhatWasBoundNotWhatItsWorkloadIsNow() throws InterruptedException {
    serve(
        "workloads/t1/w",
        """
        kind: Workload
        metadata: {namespace: t1, name: w, uid: w, generation: 2, resourceVersion: "900"}
        spec: {runtime: vm, image: other, privileged: true}
        """);

    var plan = plan(read(INSTANCE));

    assertThat(plan.machine().vcpus()).as("its own").isEqualTo(2);
    assertThat(plan.machine().memoryBytes()).isEqualTo(1L << 30);
    assertThat(plan.machine().privileged()).isFalse();
    assertThat(plan.guest().command()).containsExactly("as", "bound");
    assertThat(plan.image()).isEqualTo(new ImageChoice.ContainerImage("own"));
  }

  @Test
  void anOwnImageThatIsUnknownIsNotReplacedByThePublicOneOfItsName() throws InterruptedException {
    image("default", "public", "common");
    kept.offer(api.get("images/default/tiny"), Source.API);
    apiIsAway = true;

    assertThat(read(INSTANCE))
        .isEqualTo(new Ingredients.Waiting("WaitingForImage", "the API does not answer"));
  }

  @Test
  void takesThePublicImageThatTheBindMeantThoughThereIsAnOwnOneByNow() throws InterruptedException {
    image("default", "public", "common");

    var plan = plan(read(INSTANCE.replace("image: {namespace: t1", "image: {namespace: default")));

    assertThat(plan.image()).isEqualTo(new ImageChoice.ContainerImage("common"));
  }

  @Test
  void whatWasBoundPastTheApiserverWaitsAndSaysWhy() throws InterruptedException {
    var read = read(INSTANCE.replace("resolved:", "other:"));

    assertThat(((Ingredients.Waiting) read).reason()).isEqualTo("NotResolved");
    assertThat(ingredients.driver(object(), object().as(Instance.class)))
        .isInstanceOf(IngredientsReader.Choice.Unknown.class);
  }
}
