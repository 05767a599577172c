package io.ciao.scheduler.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.security.GroupMember;
import io.ciao.api.security.SecurityGroup;
import io.ciao.scheduler.TestInstance;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SecurityGroupDeciderTest {
  private static final String SAID =
      "{observedGeneration: 1, members: [{address: 172.16.0.2}], conditions: [{type: Ready,"
          + " status: 'True', reason: Available, message: 'its rules hold for every instance that"
          + " names it'}]}";

  private static SecurityGroup group(String spec, String status) {
    var yaml =
        "metadata: {namespace: t1, name: web, uid: u, resourceVersion: '5', generation: 1}\n"
            + "spec: %s\nstatus: %s\n".formatted(spec, status);
    return Json.toRecord(
        ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), SecurityGroup.class);
  }

  private static TestInstance at(String name, @Nullable String address, @Nullable String v6) {
    var instance = new TestInstance("t1", name);
    if (address != null) {
      instance.network =
          new InstanceNetwork("172.16.0.0/24", "c", address, v6, "02:00:00:00:00:01", null);
    }
    return instance;
  }

  private static Optional<SecurityGroupAction> decide(
      SecurityGroup group, Set<String> peers, TestInstance... instances) {
    var built = Arrays.stream(instances).map(TestInstance::build).toList();
    return SecurityGroupDecider.decide(new SecurityGroupSnapshot(group, built, peers)).action();
  }

  @Test
  void membersAreTheAddressesOfBoundInstancesInOrder() {
    var action =
        decide(
                group("{}", "{}"),
                Set.of(),
                at("c", "172.16.0.10", null).bind("n1"),
                at("a", "172.16.0.9", "fd00::ac10:9").bind("n2"),
                at("leaving", "172.16.0.11", null).bind("n1").release(),
                at("gone", "172.16.0.12", null),
                at("new", null, null).bind("n1"))
            .orElseThrow();

    assertThat(action.members())
        .containsExactly(
            new GroupMember("172.16.0.9", "fd00::ac10:9"),
            new GroupMember("172.16.0.10", null),
            new GroupMember("172.16.0.11", null));
    assertThat(action.ready().holds()).isTrue();
  }

  @Test
  void whatWasSaidIsNotSaidAgain() {
    var member = at("a", "172.16.0.2", null).bind("n1");

    assertThat(decide(group("{}", SAID), Set.of(), member)).isEmpty();
    assertThat(decide(group("{}", SAID), Set.of())).as("it went").isPresent();
    assertThat(decide(group("{}", SAID.replace("n: 1", "n: 0")), Set.of(), member))
        .as("of another generation")
        .isPresent();
    assertThat(decide(group("{}", SAID.replace("Available", "Pending")), Set.of(), member))
        .isPresent();
  }

  @Test
  void peersThatDoNotExistAreNamed() {
    var rules =
        "{ingress: [{peers: [{securityGroup: db}, {securityGroup: a}, {cidr: 10.0.0.0/8}]}]}";

    var action = decide(group(rules, "{}"), Set.of("db")).orElseThrow();
    assertThat(action.ready().holds()).isFalse();
    assertThat(action.ready().reason()).isEqualTo("WaitingForPeer");
    assertThat(action.ready().message()).endsWith("mean nobody by them: a");
    assertThat(decide(group(rules, "{}"), Set.of("a", "db")).orElseThrow().ready().holds())
        .isTrue();
  }
}
