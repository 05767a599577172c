package io.ciao.apiserver.admission;

import static io.ciao.apiserver.admission.AdmissionWorld.problems;
import static io.ciao.apiserver.admission.AdmissionWorld.refused;
import static io.ciao.apiserver.admission.AdmissionWorld.team;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Secrets, config maps, images, workloads, volumes.
final class DataKindsAdmissionTest {
  private static final String SHARED =
      "{metadata: {namespace: default, name: base}, spec: {visibility: public, %s}}";

  private final AdmissionWorld world = new AdmissionWorld();

  private Draft secret(String rest) {
    return world.create("Secret", team("s", rest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Opaque                              | {}                             | ''",
        "kubernetes.io/tls                   | {tls.crt: YQ==, tls.key: YQ==} | ''",
        "kubernetes.io/tls                   | {tls.crt: YQ==}                | data[tls.key]",
        "kubernetes.io/ssh-auth              | {}                             |"
            + " data[ssh-privatekey]",
        "kubernetes.io/dockercfg             | {}                             | data[.dockercfg]",
        "kubernetes.io/basic-auth            | {}                             | data[username]",
        "kubernetes.io/basic-auth            | {password: YQ==}               | ''",
        "kubernetes.io/basic-auth            | {username: YQ==}               | ''",
      })
  void aSecretHasTheKeysOfItsType(String type, String data, String missing) {
    assertThat(refused(secret("type: " + type + ", data: " + data)))
        .isEqualTo(missing.isEmpty() ? List.of() : List.of(missing));
  }

  @Test
  void aTokenNamesItsAccount() {
    String token = "{metadata: {namespace: team, name: s%s}, type: %s}";
    String type = "kubernetes.io/service-account-token";
    String account = ", annotations: {kubernetes.io/service-account.name: a}";

    assertThat(refused(world.create("Secret", token.formatted("", type))))
        .containsExactly("metadata.annotations[kubernetes.io/service-account.name]");
    assertThat(refused(world.create("Secret", token.formatted(account, type)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-b_c.9", ".a", "..."})
  void keysThatCanBeFilesAndThoseThatCannot(String key) {
    boolean good = !key.startsWith("..");
    assertThat(refused(secret("data: {'" + key + "': YQ==}")).isEmpty()).isEqualTo(good);
  }

  @Test
  void noMessageShowsAValue() {
    Draft draft = secret("data: {'a/b': YQ==, '.': YQ==, '..': YQ==, ok: '!hush!'}");

    assertThat(refused(draft)).containsExactly("data", "data", "data", "data[ok]");
    assertThat(problems(draft)).noneMatch(problem -> problem.contains("hush"));
    assertThat(refused(secret("data: {" + "k".repeat(253) + ": YQ==}"))).isEmpty();
    assertThat(refused(secret("data: {" + "k".repeat(254) + ": YQ==}"))).containsExactly("data");
  }

  @Test
  void aChangedObjectAndTextsHaveTheSameKeys() {
    String bad = "data: {'a/b': YQ==}";
    for (String kind : List.of("Secret", "ConfigMap")) {
      assertThat(refused(world.create(kind, team("s", bad)))).containsExactly("data");
      assertThat(refused(world.update(kind, team("s", "data: {}"), team("s", bad))))
          .containsExactly("data");
    }
  }

  @Test
  void valuesHaveOneMebibyteAtMost() {
    String most = Base64.getEncoder().encodeToString(new byte[1 << 20]);
    String more = Base64.getEncoder().encodeToString(new byte[(1 << 20) + 1]);

    assertThat(refused(secret("data: {a: " + most + "}"))).isEmpty();
    assertThat(refused(secret("data: {a: " + more + "}"))).containsExactly("data");
    String half = "x".repeat(1 << 19);
    String halfBytes = Base64.getEncoder().encodeToString(new byte[(1 << 19) + 1]);
    assertThat(
            refused(
                world.create(
                    "ConfigMap",
                    team("c", "data: {a: " + half + "}, binaryData: {b: " + halfBytes + "}"))))
        .containsExactly("data");
  }

  @Test
  void aKeyOfAConfigMapIsInOneOfItsMaps() {
    String both = team("c", "data: {a: x, b: x}, binaryData: {b: YQ==}");

    for (Draft draft :
        List.of(
            world.create("ConfigMap", both),
            world.update("ConfigMap", team("c", "data: {}"), both))) {
      assertThat(problems(draft)).singleElement().asString().contains("binaryData", "\"b\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "immutable: true, data: {a: YQ==}                | ''",
        "immutable: false, data: {a: YQ==}               | immutable",
        "immutable: true, data: {a: Yg==}                | data",
        "immutable: true                                 | data",
        "data: {}                                        | immutable data",
      })
  void whatIsImmutableStaysAsItIs(String next, String refused) {
    String old = "immutable: true, data: {a: YQ==}";
    for (String kind : List.of("Secret", "ConfigMap")) {
      assertThat(String.join(" ", refused(world.update(kind, team("s", old), team("s", next)))))
          .isEqualTo(refused);
    }
    assertThat(refused(world.update("Secret", team("s", "data: {b: YQ==}"), team("s", next))))
        .isEmpty();
  }

  @Test
  void noneAndEmptyAreTheSame() {
    assertThat(
            refused(
                world.update(
                    "ConfigMap",
                    team("c", "immutable: true, data: {a: x}"),
                    team("c", "immutable: true, data: {a: x}, binaryData: {}"))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format: qcow2, source: {file: /a}                | ''",
        "format: docker, source: {docker: a}              | ''",
        "format: docker, source: {file: /a}               | spec.format",
        "format: raw, source: {docker: a}                 | spec.format",
        "format: raw, source: {}                          | spec.source",
        "format: raw, source: {docker: a, file: /a}       | spec.source",
        "format: raw, source: {file: /a}, visibility: public | spec.visibility",
      })
  void anImageHasOneSourceOfItsFormat(String spec, String refused) {
    assertThat(refused(world.create("Image", team("i", "spec: {" + spec + "}"))))
        .isEqualTo(refused.isEmpty() ? List.of() : List.of(refused));
  }

  @Test
  void anImageSaysHowManySourcesWereFound() {
    assertThat(problems(world.create("Image", team("i", "spec: {format: raw, source: {}}"))))
        .singleElement()
        .asString()
        .contains("found none");
    assertThat(
            problems(
                world.create(
                    "Image", team("i", "spec: {format: raw, source: {docker: a, file: /a}}"))))
        .singleElement()
        .asString()
        .contains("found both");
  }

  @Test
  void publicObjectsLiveInTheSharedTenant() {
    for (String kind : List.of("Image", "Workload")) {
      String shared = SHARED.formatted("format: raw, source: {file: /a}");
      String elsewhere =
          team("base", "spec: {visibility: public, source: {file: /a}, format: raw}");

      assertThat(refused(world.create(kind, shared))).isEmpty();
      assertThat(refused(world.update(kind, shared, shared))).isEmpty();
      assertThat(refused(world.create(kind, elsewhere))).containsExactly("spec.visibility");
      assertThat(refused(world.update(kind, team("base", "spec: {}"), elsewhere)))
          .containsExactly("spec.visibility");
    }
  }

  private void user(String kind, String namespace, String name, String more) {
    String metadata = "{metadata: {namespace: " + namespace + ", name: " + name + more + "}}";
    String field = kind.equals("Instance") ? "spec.workload" : "spec.template.spec.workload";
    world.put(kind, metadata, Map.of(field, List.of("base")));
  }

  @Test
  void aWorkloadInUseIsKept() {
    var workload = AdmissionWorld.tree("Workload", team("base", "spec: {}"));
    world.put("Workload", team("base", "spec: {}"));
    var rules = world.of("Workload");
    assertThat(rules.keeps(workload)).isEmpty();
    user("Instance", "other", "elsewhere", "");
    user("Instance", "team", "going", ", deletionTimestamp: '2026-11-21T10:00:00Z'");
    assertThat(rules.keeps(workload)).isEmpty();

    user("InstanceSet", "team", "many", "");
    user("Instance", "team", "web", "");
    assertThat(rules.keeps(workload))
        .contains("it is in use by instance/web, instanceset/many; delete them first");

    for (int i = 0; i < 3; i++) {
      user("Instance", "team", "w" + i, "");
    }
    assertThat(rules.keeps(workload).orElseThrow())
        .contains("instance/w2", "instanceset/many; delete")
        .doesNotContain("more");
    for (int i = 3; i < 5; i++) {
      user("Instance", "team", "w" + i, "");
    }
    assertThat(rules.keeps(workload).orElseThrow())
        .contains("instance/w4 and 2 more; delete")
        .doesNotContain("many");
  }

  @Test
  void aWorkloadIsNotKeptForInstancesThatWereBoundBefore() {
    var workload = AdmissionWorld.tree("Workload", team("base", "spec: {}"));
    world.put("Workload", team("base", "spec: {}"));
    world.put(
        "Instance",
        team("bound", "status: {resolved: {image: {name: i}}}"),
        Map.of("spec.workload", List.of("base")));

    assertThat(world.of("Workload").keeps(workload)).isEmpty();
  }

  @Test
  void aWorkloadIsKeptForAnInstanceThatTheCacheDoesNotShowYet() {
    var workload = AdmissionWorld.tree("Workload", team("base", "spec: {}"));
    world.put("Workload", team("base", "spec: {}"));
    world.store.fallBehind();
    user("Instance", "team", "web", "");

    assertThat(world.of("Workload").keeps(workload))
        .contains("it is in use by instance/web; delete them first");
  }

  @Test
  void aPublicWorkloadIsKeptForOthersThatHaveNoneOfTheName() {
    var rules = world.of("Workload");
    var shared = AdmissionWorld.tree("Workload", SHARED.formatted("image: i"));
    var hidden = AdmissionWorld.tree("Workload", SHARED.formatted("").replace("public", "private"));
    user("Instance", "team", "web", "");

    world.put("Workload", SHARED.formatted("image: i"));
    assertThat(rules.keeps(shared))
        .contains("it is in use by instance/web of tenant team; delete them first");
    assertThat(rules.keeps(hidden)).isEmpty();
    world.put("Workload", team("base", "spec: {}"));
    assertThat(rules.keeps(shared)).as("the tenant's own comes first").isEmpty();
  }

  private Draft volume(String spec) {
    return world.create("Volume", team("v", "spec: {" + spec + "}"));
  }

  @Test
  void aVolumeHasASizeOrASource() {
    assertThat(refused(volume("size: 1Gi"))).isEmpty();
    assertThat(refused(volume(""))).containsExactly("spec.size");
    assertThat(refused(volume("size: 0"))).containsExactly("spec.size");
    assertThat(refused(volume("source: {image: i}"))).isEmpty();
    assertThat(refused(volume("source: {image: i, volume: v}"))).containsExactly("spec.source");
    assertThat(refused(volume("source: {}"))).containsExactly("spec.source");
    assertThat(volume("size: 1").tree().at("/status/conditions/0/message").asText())
        .isEqualTo("waiting for a storage driver to make it");
  }

  @Test
  void whatAVolumeOrSnapshotIsMadeFromIsLookedUp() {
    for (String source : List.of("image", "volume", "snapshot")) {
      assertThat(volume("source: {" + source + ": x}").warnings())
          .singleElement()
          .asString()
          .startsWith("spec.source." + source + ": ");
    }
    assertThat(world.create("VolumeSnapshot", team("s", "spec: {volume: x}")).warnings())
        .hasSize(1);

    world.put("Image", team("x", "spec: {}"));
    world.put("Volume", team("x", "spec: {}"));
    world.put("VolumeSnapshot", team("x", "spec: {}"));
    for (String source : List.of("image", "volume", "snapshot")) {
      assertThat(volume("source: {" + source + ": x}").warnings()).isEmpty();
    }
    Draft snapshot = world.create("VolumeSnapshot", team("s", "spec: {volume: x}"));
    assertThat(snapshot.warnings()).isEmpty();
    assertThat(snapshot.tree().at("/status/conditions/0/message").asText())
        .isEqualTo("waiting for a storage driver to take it");
  }

  @ParameterizedTest
  @CsvSource({
    "size: 1Gi, size: 2Gi, true",
    "size: 1Gi, size: 1Gi, true",
    "size: 1Gi, size: 1023Mi, false",
    "size: 1Gi, source: {}, false",
    "source: {}, size: 1, true"
  })
  void aVolumeNeverShrinks(String before, String after, boolean good) {
    Draft draft =
        world.update(
            "Volume", team("v", "spec: {" + before + "}"), team("v", "spec: {" + after + "}"));
    assertThat(refused(draft)).isEqualTo(good ? List.of() : List.of("spec.size"));
  }
}
