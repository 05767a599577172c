package io.ciao.api.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.workload.Workload;
import io.ciao.api.workload.WorkloadSpec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EffectiveSpecTest {
  private static final String WORKLOAD =
      """
      metadata: {name: w}
      spec:
        runtime: container
        image: base
        firmware: efi
        resources: {vcpus: 4, memory: 1Gi, disk: 10Gi}
        cloudInit: {userData: "#base"}
        command: [sleep, "1"]
        env: [{name: A, value: base}]
        privileged: true
        placement: {nodeName: n1, nodeSelector: {zone: a}}
      """;

  private static EffectiveSpec of(String instance, @Nullable String workload) {
    return EffectiveSpec.of(
        read("metadata: {name: i}\nspec: " + instance, Instance.class).spec(),
        workload == null ? WorkloadSpec.EMPTY : read(workload, Workload.class).spec());
  }

  private static <T> T read(String yaml, Class<T> type) {
    return Json.toRecord(ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), type);
  }

  @Test
  void takesTheDefaultsWhereNobodySaysAnything() {
    var spec = of("{}", null);

    assertThat(spec.runtime()).isEqualTo(EffectiveSpec.Runtime.VM);
    assertThat(spec.firmware()).isEqualTo(EffectiveSpec.Firmware.LEGACY);
    assertThat(spec.image()).isEmpty();
    assertThat(spec.vcpus()).isEqualTo(1);
    assertThat(spec.memoryBytes()).isEqualTo(256L << 20);
    assertThat(spec.diskBytes()).isZero();
    assertThat(spec.userData()).isEmpty();
    assertThat(spec.command()).isEmpty();
    assertThat(spec.env()).isEmpty();
    assertThat(spec.privileged()).isFalse();
    assertThat(spec.placement().nodeName()).isNull();
    assertThat(spec.placement().nodeSelector()).isEmpty();
  }

  @Test
  void takesEverythingFromTheWorkloadWhereTheInstanceSaysNothing() {
    var spec = of("{workload: w}", WORKLOAD);

    assertThat(spec.runtime()).isEqualTo(EffectiveSpec.Runtime.CONTAINER);
    assertThat(spec.firmware()).isEqualTo(EffectiveSpec.Firmware.EFI);
    assertThat(spec.image()).hasValue("base");
    assertThat(spec.vcpus()).isEqualTo(4);
    assertThat(spec.memoryBytes()).isEqualTo(1L << 30);
    assertThat(spec.diskBytes()).isEqualTo(10L << 30);
    assertThat(spec.userData()).isEqualTo("#base");
    assertThat(spec.command()).containsExactly("sleep", "1");
    assertThat(spec.env()).singleElement().extracting("value").isEqualTo("base");
    assertThat(spec.privileged()).isTrue();
    assertThat(spec.placement().nodeName()).isEqualTo("n1");
  }

  @Test
  void instanceWinsFieldByField() {
    var spec =
        of(
            "{workload: w, runtime: vm, image: own, firmware: legacy, command: [], env: [],"
                + " privileged: false, cloudInit: {}, placement: {hostName: h}}",
            WORKLOAD);

    assertThat(spec.runtime()).isEqualTo(EffectiveSpec.Runtime.VM);
    assertThat(spec.image()).hasValue("own");
    assertThat(spec.firmware()).isEqualTo(EffectiveSpec.Firmware.LEGACY);
    assertThat(spec.command()).isEmpty();
    assertThat(spec.env()).isEmpty();
    assertThat(spec.privileged()).isFalse();
    assertThat(spec.userData()).isEmpty();
    assertThat(spec.placement().nodeName()).isNull();
    assertThat(spec.placement().hostName()).isEqualTo("h");
  }

  @Test
  void resourcesAreOverlaidOneByOne() {
    var spec = of("{resources: {memory: 2Gi}}", WORKLOAD);

    assertThat(spec.memoryBytes()).isEqualTo(2L << 30);
    assertThat(spec.vcpus()).isEqualTo(4);
    assertThat(spec.diskBytes()).isEqualTo(10L << 30);
  }

  @Test
  void quantitiesMayBePlainNumbers() {
    assertThat(of("{resources: {memory: 1048576, disk: 5}}", null).memoryBytes())
        .isEqualTo(1L << 20);
  }

  @Test
  void aBoundOneIsWhatItWasBoundAs() {
    var instance =
        read(
            """
            metadata: {name: i}
            spec: {workload: w, resources: {memory: 2Gi}}
            status:
              resolved:
                workload: {namespace: t, name: w, revision: u/1, spec: {runtime: container, resources: {vcpus: 4, memory: 1Gi}}}
                image: {namespace: default, name: i}
            """,
            Instance.class);

    var spec = EffectiveSpec.ofBound(instance).orElseThrow();

    assertThat(spec.vcpus()).isEqualTo(4);
    assertThat(spec.memoryBytes()).isEqualTo(2L << 30);
    assertThat(spec.runtime()).isEqualTo(EffectiveSpec.Runtime.CONTAINER);
    assertThat(instance.status().workloadRevision()).isEqualTo("u/1");
  }

  @Test
  void whatABoundOneWasMadeFromIsNotGuessed() {
    var instance = read("metadata: {name: i}\nspec: {workload: w, image: i}", Instance.class);

    assertThat(EffectiveSpec.ofBound(instance)).isEmpty();
    assertThat(instance.status().workloadRevision()).isNull();
  }

  @Test
  void halfOfWhatABindWritesSaysNothing() {
    var tree =
        ObjectReader.readOne(
            "metadata: {name: i}\nstatus: {resolved: {workload: {name: w}, image: {name: i}}}"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(Resolved.of(tree)).isEmpty();
    assertThat(Json.toRecord(tree, Instance.class).status().resolved()).isNull();
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    assertThatThrownBy(() -> of("{resources: {memory: -1Gi}}", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not negative");
    assertThatThrownBy(() -> of("{resources: {memory: much}}", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("much");
  }

  @Test
  void showsNoSecretAsText() {
    var spec =
        of("{cloudInit: {userData: 'password: hunter2'}, env: [{name: A, value: s3cret}]}", null);

    assertThat(spec.toString() + spec.env()).doesNotContain("hunter2", "s3cret");
    var instance =
        read(
            "metadata: {name: i}\n"
                + "spec: {cloudInit: {userData: hunter2}, env: [{name: A, value: s3cret}]}",
            Instance.class);
    assertThat(instance.toString()).doesNotContain("hunter2", "s3cret");
  }
}
