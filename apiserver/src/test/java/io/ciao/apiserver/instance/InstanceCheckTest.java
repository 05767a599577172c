package io.ciao.apiserver.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.batch.CheckVerdict;
import io.ciao.apiserver.instance.InstanceCheck.Seen;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceVersions;
import io.ciao.store.StoredObject;
import io.ciao.store.StoredObjects;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InstanceCheckTest {
  private static final long EPOCH = ResourceVersions.encode(0, 10, 3);
  private static final long VERSION = ResourceVersions.encode(0, 20, 3);

  @Test
  void saysCurrentToTheNodeThatItIsBoundToAlone() {
    Seen seen = seen(Optional.of(bound()), true);

    assertThat(InstanceCheck.judge(seen, EPOCH, "n1")).isEqualTo(CheckVerdict.CURRENT);
    assertThat(InstanceCheck.judge(seen, EPOCH, "n2")).isEqualTo(CheckVerdict.SUPERSEDED);
    assertThat(InstanceCheck.judge(seen, EPOCH, "")).isEqualTo(CheckVerdict.CURRENT);
  }

  @Test
  void saysSupersededOfAnEarlierEpochAlone() {
    Seen seen = seen(Optional.of(bound()), true);

    assertThat(InstanceCheck.judge(seen, EPOCH - 64, "n1")).isEqualTo(CheckVerdict.SUPERSEDED);
    assertThat(InstanceCheck.judge(seen, EPOCH + 64, "n1")).isEqualTo(CheckVerdict.UNREADABLE);
    Seen unbound = seen(Optional.of(unbound()), true);
    assertThat(InstanceCheck.judge(unbound, EPOCH, "n1")).isEqualTo(CheckVerdict.SUPERSEDED);
    assertThat(InstanceCheck.judge(unbound, VERSION - 1, "n1")).isEqualTo(CheckVerdict.SUPERSEDED);
    assertThat(InstanceCheck.judge(unbound, VERSION, "n1"))
        .as("a binding that replaced what is seen here")
        .isEqualTo(CheckVerdict.UNREADABLE);
  }

  @Test
  void saysGoneOnlyWhenItIsCertain() {
    assertThat(InstanceCheck.judge(seen(Optional.empty(), true), EPOCH, "n1"))
        .isEqualTo(CheckVerdict.GONE);
    assertThat(InstanceCheck.judge(seen(Optional.empty(), false), EPOCH, "n1"))
        .isEqualTo(CheckVerdict.UNREADABLE);
    long otherHistory = ResourceVersions.encode(1, 10, 3);
    assertThat(InstanceCheck.judge(seen(Optional.empty(), true), otherHistory, "n1"))
        .isEqualTo(CheckVerdict.UNREADABLE);
    assertThat(InstanceCheck.judge(seen(Optional.of(unbound()), true), otherHistory, "n1"))
        .isEqualTo(CheckVerdict.UNREADABLE);
  }

  private static Seen seen(Optional<StoredObject> object, boolean complete) {
    return new Seen(object, complete, 0);
  }

  private static StoredObject bound() {
    return object("{binding: {nodeName: n1, epoch: " + EPOCH + "}}");
  }

  private static StoredObject unbound() {
    return object("{}");
  }

  private static StoredObject object(String status) {
    return StoredObjects.of(
        new ResourceKey("instances", "team", "web"),
        VERSION,
        "metadata: {name: web, uid: u1}\nstatus: " + status,
        Map.of());
  }
}
