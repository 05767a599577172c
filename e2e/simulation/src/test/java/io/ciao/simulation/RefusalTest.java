package io.ciao.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.store.Selection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A bind that the apiserver forbids is asked for again when what forbade it changed, and not when
/// time has passed.
class RefusalTest {
  private static final long AT_ONCE = 600;
  private static final long LONG = 45_000;

  private World world;

  @BeforeEach
  void begin() throws InterruptedException {
    world = World.calm(5, 2, 8);
    world.run(3_000);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /// Of two instances that are charged a processor each until there is what they are made from, and
  /// then two, one has room.
  private void oneWaits() throws InterruptedException {
    Setting.limit(world.admin, 3);
    Setting.createFrom(world.admin, "w", "a");
    Setting.createFrom(world.admin, "w", "b");
    Setting.workload(world.admin, "w", false);
    world.run(LONG);
    assertThat(where(true)).hasSize(1);
    assertThat(whyNot()).containsExactly(InstanceReasons.QUOTA_EXCEEDED);
  }

  @Test
  void aRaisedQuotaIsSeenAtOnce() throws InterruptedException {
    oneWaits();

    Setting.raise(world.admin, 4);
    world.run(AT_ONCE);

    assertThat(where(true)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatIsDeletedMakesRoomAtOnce() throws InterruptedException {
    oneWaits();
    var waits = where(false).getFirst();

    Setting.delete(world.admin, where(true).getFirst());
    SimulationTest.rest(world);

    assertThat(where(true)).containsExactly(waits);
  }

  @Test
  void aPermissionIsSeenAtOnce() throws InterruptedException {
    Setting.createFrom(world.admin, "w", "a");
    Setting.workload(world.admin, "w", true);
    world.run(LONG);
    assertThat(whyNot()).containsExactly(InstanceReasons.PRIVILEGED_NOT_PERMITTED);

    Setting.permitPrivileged(world.admin);
    world.run(AT_ONCE);

    assertThat(where(true)).containsExactly("a");
  }

  @Test
  void nothingIsAskedWhileNothingChanges() throws InterruptedException {
    oneWaits();
    var asked = world.counts().get("instances:bind");

    world.run(LONG);

    assertThat(world.counts().get("instances:bind")).isEqualTo(asked);
  }

  private List<JsonNode> instances() {
    return world.store.list(Selection.of("instances")).objects().stream()
        .<JsonNode>map(stored -> stored.view())
        .toList();
  }

  private List<String> where(boolean bound) {
    return instances().stream()
        .filter(instance -> instance.at("/status/binding").isObject() == bound)
        .map(instance -> instance.at("/metadata/name").asText())
        .toList();
  }

  private List<String> whyNot() {
    return instances().stream()
        .flatMap(instance -> instance.at("/status/conditions").valueStream())
        .filter(condition -> condition.path("type").asText().equals(InstanceReasons.SCHEDULED))
        .filter(condition -> condition.path("status").asText().equals("False"))
        .map(condition -> condition.path("reason").asText())
        .toList();
  }
}
