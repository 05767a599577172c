package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.Condition;
import io.ciao.api.network.Concentrator;
import io.ciao.scheduler.TestInstance;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private final TestInstance instance = new TestInstance("t1", "a").bind("cn1");

  private Concentrator concentrator(
      long generation, @Nullable Long applied, long epoch, String node) {
    var yaml =
        """
        metadata: {name: c, generation: %d}
        spec:
          nodeNames: [%s]
          members: [{uid: uid-t1-a, epoch: %d, name: a, mac: m, ip: 172.16.0.2}]
          tenantNetwork: default
          subnet: 172.16.0.0/24
          vni: 1
          mtu: 1450
          topology: hub
          outsideAddress: 192.0.2.2/24
          outsideGateway: 192.0.2.1
          gateway: {ip: 172.16.0.1, mac: m}
          dns: {domain: t1.ciao}
        status: {%s}
        """
            .formatted(
                generation, node, epoch, applied == null ? "" : "observedGeneration: " + applied);
    return Json.toRecord(
        ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), Concentrator.class);
  }

  private Condition of(@Nullable Concentrator concentrator, boolean plugged) {
    return of(concentrator, plugged, "");
  }

  private Condition of(@Nullable Concentrator concentrator, boolean plugged, String closed) {
    var built = instance.build();
    var member = Attachment.membersByUid(concentrator).get(instance.uid);
    return Attachment.of(
        new Attachment.Facts(
            built,
            java.util.Objects.requireNonNull(built.status().binding()),
            concentrator,
            member,
            plugged,
            closed));
  }

  @Test
  void aPortThatNothingPassesIsNotAttached() {
    var closed = of(concentrator(2, 2L, 1, "nn1"), false, "nothing passes until web is there");

    assertThat(closed.holds()).isFalse();
    assertThat(closed.reason()).isEqualTo("WaitingForSecurityGroup");
    assertThat(closed.message()).contains("until web is there");
    assertThat(Attachment.closed("WaitingForSecurityGroup", "why")).isEqualTo("why");
    assertThat(Attachment.closed("RestartPending", "why")).isEmpty();
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(of(null, true).reason()).isEqualTo("WaitingForConcentrator");
    var without = of(concentrator(1, 1L, 1, ""), true);
    assertThat(without.reason()).isEqualTo("NoNetworkNode");
    assertThat(without.message()).contains("ciaoctl node token --name NODE --roles network");
    assertThat(Attachment.isFailure(without)).isTrue();
    assertThat(of(concentrator(2, null, 1, "nn1"), true).reason()).isEqualTo("WaitingForGateway");
    assertThat(of(concentrator(2, 1L, 1, "nn1"), true).message())
        .isEqualTo("concentrator c on node nn1 has not applied it yet (generation 2, applied 1)");
    assertThat(of(concentrator(2, 2L, 99, "nn1"), true).reason())
        .as("member of another epoch")
        .isEqualTo("WaitingForGateway");
    assertThat(of(concentrator(2, 2L, 1, "nn1"), false).reason()).isEqualTo("WaitingForInterface");
    assertThat(of(concentrator(2, 2L, 1, "nn1"), true).holds()).isTrue();
  }

  @Test
  void peopleAreToldOfAFailureOnce() {
    var without = of(concentrator(1, 1L, 1, ""), true);
    var wait = of(concentrator(2, 1L, 1, "nn1"), true);
    var first = new NetworkAction.SetAttached(instance.build(), without);
    assertThat(NetworkReconciler.failures(List.of(first))).containsExactly(first);
    assertThat(NetworkReconciler.failures(Collections.nCopies(11, first))).hasSize(10);
    assertThat(
            NetworkReconciler.failures(
                List.of(new NetworkAction.SetAttached(instance.build(), wait))))
        .isEmpty();
    instance.say(without);
    var again = new NetworkAction.SetAttached(instance.build(), without);
    assertThat(NetworkReconciler.failures(List.of(again))).isEmpty();
  }

  @Test
  void anotherMemberThatComesTakesNothingAway() {
    instance.say(of(concentrator(2, 2L, 1, "nn1"), true));

    assertThat(of(concentrator(3, 2L, 1, "nn1"), true).holds()).isTrue();
    assertThat(of(concentrator(3, 2L, 1, "nn1"), false).reason()).isEqualTo("WaitingForInterface");
    assertThat(of(concentrator(1, null, 1, "nn1"), true).reason())
        .as("a concentrator made anew")
        .isEqualTo("WaitingForGateway");
  }

  @Test
  void whatWasTrueAtTheBindingBeforeDoesNotCount() {
    var attached = of(concentrator(2, 2L, 1, "nn1"), true);
    instance.say(attached);
    var old = java.util.Objects.requireNonNull(instance.binding);
    instance.binding =
        new io.ciao.api.instance.Binding(
            "cn1", "uid-cn1", old.epoch(), null, TestInstance.BEGIN.plusSeconds(1));

    assertThat(of(concentrator(3, 2L, 1, "nn1"), true).reason()).isEqualTo("WaitingForGateway");
  }
}
