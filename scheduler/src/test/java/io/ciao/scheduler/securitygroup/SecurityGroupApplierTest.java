package io.ciao.scheduler.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.security.GroupMember;
import io.ciao.api.security.SecurityGroup;
import io.ciao.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecurityGroupApplierTest {
  private static final ObjectMeta META =
      new ObjectMeta(
          "web", null, "t1", "u", "7", 3L, Map.of(), Map.of(), List.of(), null, null, null);

  private final List<ObjectNode> patches = new ArrayList<>();
  private int refusal;

  private long apply(List<GroupMember> members) {
    var applier =
        new SecurityGroupApplier(
            (_, patch) -> {
              patches.add(patch);
              if (refusal > 0) {
                throw new ApiException(refusal, "Some", "refused", List.of());
              }
              var answer = Json.object();
              answer.putObject("metadata").put("resourceVersion", "9");
              return answer;
            },
            ManualClock.atStart());
    var group = new SecurityGroup(null, null, META, null, null);
    return applier.apply(
        new SecurityGroupAction(
            group, members, Condition.of("Ready", Condition.TRUE, "Available", "so")));
  }

  @Test
  void writesMembersAndConditionOfTheVersionThatWasRead() {
    assertThat(apply(List.of(new GroupMember("172.16.0.2", null)))).isEqualTo(9);

    var patch = patches.getFirst();
    assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("7");
    assertThat(patch.at("/metadata/uid").asText()).isEqualTo("u");
    assertThat(patch.at("/status/observedGeneration").asLong()).isEqualTo(3);
    assertThat(patch.at("/status/members").toString()).isEqualTo("[{\"address\":\"172.16.0.2\"}]");
    assertThat(patch.at("/status/conditions/0/reason").asText()).isEqualTo("Available");
  }

  @Test
  void theLastMemberGoesToo() {
    apply(List.of());

    assertThat(patches.getFirst().at("/status/members").isArray()).isTrue();
  }

  @Test
  void aLostRaceIsNoFailure() {
    refusal = 409;
    assertThat(apply(List.of())).isZero();

    refusal = 412;
    assertThatThrownBy(() -> apply(List.of())).isInstanceOf(ApiException.class);
  }
}
