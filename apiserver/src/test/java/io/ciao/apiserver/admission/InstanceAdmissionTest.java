package io.ciao.apiserver.admission;

import static io.ciao.apiserver.admission.AdmissionWorld.keys;
import static io.ciao.apiserver.admission.AdmissionWorld.problems;
import static io.ciao.apiserver.admission.AdmissionWorld.refused;
import static io.ciao.apiserver.admission.AdmissionWorld.team;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InstanceAdmissionTest {
  private static final String KIND = "Instance";

  private final AdmissionWorld world = new AdmissionWorld();

  private static JsonNode charge(Draft draft) {
    return draft.tree().at("/status/charge");
  }

  private static void assertCharge(Draft draft, long vcpus, long memory, long disk) {
    assertThat(charge(draft).path("vcpus").asLong(-1)).isEqualTo(vcpus);
    assertThat(charge(draft).path("memory").asLong(-1)).isEqualTo(memory);
    assertThat(charge(draft).path("disk").asLong(-1)).isEqualTo(disk);
  }

  private void workload(String visibility, String spec) {
    world.put(
        "Workload",
        "{metadata: {namespace: team, name: small, uid: w, generation: 3},"
            + (" spec: {visibility: " + visibility + ", " + spec + "}}"));
  }

  @Test
  void aNewInstanceIsHeldUntilItsNodeHasLetGoOfIt() {
    Draft draft = world.create(KIND, team("web", "spec: {image: i}"));

    assertThat(ObjectTree.finalizers(draft.tree())).containsExactly("ciao.io/node");
    assertThat(draft.tree().at("/status/conditions").findValuesAsText("type"))
        .containsExactlyInAnyOrder("Scheduled", "NetworkAttached", "Running", "Ready");
    assertThat(problems(draft)).isEmpty();
  }

  @Test
  void itNamesAWorkloadOrAnImage() {
    assertThat(refused(world.create(KIND, team("web", "spec: {}")))).containsExactly("spec.image");
    assertThat(refused(world.create(KIND, team("web", "spec: {image: i}")))).isEmpty();
    assertThat(refused(world.create(KIND, team("web", "spec: {workload: w}")))).isEmpty();
  }

  @Test
  void aNameThatIsNearlyOneThatCanBeUsedIsLikelyAMistake() {
    workload("private", "image: i");
    world.put(
        "Workload",
        "{metadata: {namespace: default, name: tiny-vm, uid: p, generation: 1},"
            + " spec: {visibility: public, image: i}}");
    world.put(
        "Workload",
        "{metadata: {namespace: default, name: hidden, uid: h, generation: 1},"
            + " spec: {visibility: private, image: i}}");

    assertThat(world.create(KIND, team("web", "spec: {workload: smal}")).warnings())
        .contains(
            "spec.workload: there is no workload \"smal\" yet (did you mean small?); the instance"
                + " waits for it");
    assertThat(world.create(KIND, team("web", "spec: {workload: tiny-vmm}")).warnings())
        .anyMatch(warning -> warning.contains("(did you mean tiny-vm?)"));
    assertThat(world.create(KIND, team("web", "spec: {workload: hiden}")).warnings())
        .noneMatch(warning -> warning.contains("did you mean"));
  }

  @Test
  void whatItNamesAndIsNotThereIsTold() {
    String web = team("web", "spec: {workload: small, sshKeys: [laptop], network: {name: blue}}");
    assertThat(world.create(KIND, web).warnings())
        .containsExactly(
            "spec.workload: there is no workload \"small\" yet; the instance waits for it",
            "spec.sshKeys: there is no sshkey \"laptop\" yet; the instance waits for it",
            "spec.network.name: there is no tenantnetwork \"blue\" yet; the instance waits for it");

    workload("private", "image: tiny");
    world.put("SSHKey", team("laptop", "spec: {}"));
    world.put("TenantNetwork", team("blue", "spec: {cidr: 10.1.0.0/16}"));
    assertThat(world.create(KIND, web).warnings())
        .as("the image of its workload")
        .containsExactly("spec.image: there is no image \"tiny\" yet; the instance waits for it");

    world.put("Image", team("tiny", "spec: {}"));
    assertThat(world.create(KIND, web).warnings()).isEmpty();
    assertThat(world.create(KIND, team("web", "spec: {workload: small, image: mine}")).warnings())
        .hasSize(2)
        .allMatch(warning -> warning.contains("\"mine\"") || warning.contains("\"default\""));
  }

  @Test
  void itsSecurityGroupsAreLookedUpAlsoWhenTheyChange() {
    String absent =
        "spec.securityGroups: there is no securitygroup \"web\" yet; until then nothing passes the"
            + " instance's interface";
    world.put("Image", team("tiny", "spec: {}"));
    world.put("TenantNetwork", team("default", "spec: {}"));
    world.put("SecurityGroup", team("back", "spec: {}"));
    String before = team("web", "spec: {image: tiny, securityGroups: [back]}");
    String after = team("web", "spec: {image: tiny, running: false, securityGroups: [back, web]}");

    assertThat(world.create(KIND, before).warnings()).isEmpty();
    assertThat(world.create(KIND, after).warnings()).containsExactly(absent);
    assertThat(world.update(KIND, before, after).warnings()).containsExactly(absent);
    assertThat(
            world.update(KIND, after, after.replace("running: false", "running: true")).warnings())
        .as("it was told before")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.2, ''",
    "10.1.3.254, ''",
    "10.1.0.254, is the gateway of the subnet 10.1.0.0/24",
    "10.1.0.1, ''",
    "10.1.3.1, is the gateway of the subnet 10.1.3.0/24",
    "10.1.3.0, 'is the first address of 10.1.3.0/24, which names it'",
    "10.1.3.255, is the broadcast address of 10.1.3.0/24",
    "10.2.0.2, is not in 10.1.0.0/16"
  })
  void aFixedAddressIsOneThatAHostOfItsNetworkCanHave(String address, String problem) {
    String web = team("web", "spec: {image: i, network: {name: blue, address: " + address + "}}");
    assertThat(problems(world.create(KIND, web))).as("nothing is known yet").isEmpty();

    world.put(
        "TenantNetwork",
        team(
            "blue",
            "spec: {cidr: 10.1.0.0/16, subnetPrefixLength: 24}, status: {subnets: [{cidr:"
                + " 10.1.0.0/24, gateway: 10.1.0.254}, {cidr: 10.1.3.0/24}]}"));
    assertThat(problems(world.create(KIND, web)))
        .isEqualTo(
            problem.isEmpty()
                ? List.of()
                : List.of("spec.network.address: Invalid value: " + address + " " + problem));
  }

  @Test
  void aNetworkOfOneSubnetIsThatSubnet() {
    world.put("TenantNetwork", team("blue", "spec: {cidr: 10.1.0.0/28}"));
    String web = "spec: {image: i, network: {name: blue, address: %s}}";
    assertThat(refused(world.create(KIND, team("web", web.formatted("10.1.0.15")))))
        .containsExactly("spec.network.address");
    assertThat(refused(world.create(KIND, team("web", web.formatted("10.1.0.14"))))).isEmpty();
  }

  @Test
  void aPrivateObjectOfTheSharedTenantIsRefusedAndAPublicOneIsNot() {
    String shared = "{metadata: {namespace: default, name: base}, spec: {visibility: %s}}";
    String web = team("web", "spec: {image: base}");

    world.put("Image", shared.formatted("private"));
    Draft refused = world.create(KIND, web);
    assertThat(problems(refused))
        .singleElement()
        .asString()
        .startsWith("spec.image: Forbidden: images \"base\" of tenant default is private");

    world.put("Image", shared.formatted("public"));
    assertThat(problems(world.create(KIND, web))).isEmpty();
  }

  @Test
  void itCostsWhatItSaysElseItsWorkloadElseTheDefaults() {
    assertCharge(
        world.create(KIND, team("web", "spec: {image: i}")),
        1,
        EffectiveSpec.DEFAULT_MEMORY_BYTES,
        0);

    workload("private", "resources: {vcpus: 4, memory: 1Gi, disk: 8Gi}");
    assertCharge(world.create(KIND, team("web", "spec: {workload: small}")), 4, 1L << 30, 8L << 30);
    assertCharge(
        world.create(
            KIND, team("web", "spec: {workload: small, resources: {vcpus: 2, disk: 1Gi}}")),
        2,
        1L << 30,
        1L << 30);
  }

  @Test
  void rootOnTheNodeIsTheTenantsToPermit() {
    String own = team("web", "spec: {image: i, privileged: true}");
    String throughWorkload = team("web", "spec: {workload: small}");
    workload("private", "privileged: true");

    for (String wanted : new String[] {own, throughWorkload}) {
      assertThat(refused(world.create(KIND, wanted))).containsExactly("spec.privileged");
    }
    assertThat(refused(world.create(KIND, team("a", "spec: {workload: small, privileged: false}"))))
        .isEmpty();

    world.put("Tenant", "{metadata: {name: team}, spec: {permissions: {}}}");
    assertThat(refused(world.create(KIND, own))).containsExactly("spec.privileged");
    world.put(
        "Tenant", "{metadata: {name: team}, spec: {permissions: {privilegedContainers: true}}}");
    for (String wanted : new String[] {own, throughWorkload}) {
      assertThat(refused(world.create(KIND, wanted))).isEmpty();
    }
  }

  @Test
  void aChangedSpecIsChargedAndJudgedAnew() {
    String old = team("web", "spec: {image: i, resources: {vcpus: 1}}");

    Draft same = world.update(KIND, old, team("web", "spec: {image: i, resources: {vcpus: 1}}"));
    assertThat(charge(same).isMissingNode()).as("an unchanged spec costs what it did").isTrue();
    assertThat(same.tree().at("/status/conditions").isEmpty()).isFalse();

    assertCharge(
        world.update(KIND, old, team("web", "spec: {image: i, resources: {vcpus: 3}}")),
        3,
        EffectiveSpec.DEFAULT_MEMORY_BYTES,
        0);
    String root = team("web", "spec: {image: i, privileged: true}");
    assertThat(refused(world.update(KIND, old, root))).containsExactly("spec.privileged");
    String still = team("web", "spec: {image: i, privileged: true, running: false}");
    assertThat(refused(world.update(KIND, root, still))).as("it had it before").isEmpty();
  }

  @Test
  void aBoundInstanceCostsWhatItWasMadeFrom() {
    workload("private", "resources: {vcpus: 9, disk: 9Gi}, privileged: true");
    String old =
        team(
            "web",
            "spec: {workload: small, resources: {vcpus: 2}}, status: {resolved: {workload:"
                + " {namespace: team, name: small, revision: w/2, spec: {resources: {vcpus: 4}}},"
                + " image: {namespace: team, name: tiny}}, charge: {vcpus: 2, memory: 77, disk:"
                + " 0}}");

    Draft without =
        world.update(KIND, old, old.replace("resources: {vcpus: 2}", "resources: {memory: 1Ki}"));
    assertThat(refused(without)).as("it was bound unprivileged").isEmpty();
    assertCharge(without, 4, 1024, 0);
    Draft more = world.update(KIND, old, old.replace("{vcpus: 2}}, status", "{vcpus: 3}}, status"));
    assertCharge(more, 3, EffectiveSpec.DEFAULT_MEMORY_BYTES, 0);
  }

  @Test
  void whatItIsChargedAndMadeFromIsNobodysToWrite() {
    String charged =
        team("web", "spec: {}, status: {charge: {vcpus: 2}, resolved: {image: {name: a}}}");
    String free =
        team("web", "spec: {}, status: {charge: {vcpus: 0}, resolved: {image: {name: b}}, x: y}");
    String none = team("web", "spec: {}, status: {x: y}");

    Draft written = world.updateStatus(KIND, charged, free);
    assertThat(charge(written).path("vcpus").asInt()).isEqualTo(2);
    assertThat(written.tree().at("/status/resolved/image/name").asText()).isEqualTo("a");
    Draft never = world.updateStatus(KIND, none, free);
    assertThat(charge(never).isMissingNode()).isTrue();
    assertThat(never.tree().at("/status/resolved").isMissingNode()).isTrue();
    assertThat(never.tree().at("/status/conditions").findValuesAsText("type")).contains("Ready");
  }

  @Test
  void itGetsItsPriorityWhenItIsMadeAndKeepsIt() {
    world.put("PriorityClass", "{metadata: {name: house}, spec: {value: 5, globalDefault: true}}");
    var made = world.create(KIND, team("web", "spec: {image: i}")).tree();
    assertThat(made.at("/spec/priority").asInt()).isEqualTo(5);
    assertThat(made.at("/spec/priorityClassName").asText()).isEqualTo("house");
    var wanted = AdmissionWorld.tree(KIND, team("web", "spec: {image: i}"));
    world.of(KIND).beforeUpdate(made, wanted);
    assertThat(wanted.at("/spec/priority").asInt()).isEqualTo(5);
  }

  @Test
  void itsAddressGoesWithIt() {
    assertThat(keys(world.remove(KIND, team("web", "status: {network: {address: 10.0.0.2}}"))))
        .containsExactly("-/ciao-sys/unique/instance-address/team.default/10.0.0.2");
    assertThat(keys(world.remove(KIND, team("web", "status: {}")))).isEmpty();
  }
}
