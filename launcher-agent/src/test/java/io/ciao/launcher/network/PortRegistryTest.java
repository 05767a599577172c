package io.ciao.launcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.linux.process.ManagedProcess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PortRegistryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectKey RED = new ObjectKey("t1", "red");
  private static final ObjectKey BLUE = new ObjectKey("t1", "blue");

  private final PortRegistry registry = new PortRegistry(List.of(), Map.of(), NOW);

  @Test
  void portIsPluggedOnceAPassThatSawItHasSettled() {
    assertThat(registry.plug(port("a", "t1/red", 1), NOW)).containsExactly(RED);
    assertThat(state("a", 1)).isEqualTo(new PortState.Pending(NOW, ""));

    var changed = registry.settled(RED, registry.of(RED), Map.of(), Map.of());

    assertThat(changed).containsExactly("a");
    assertThat(state("a", 1)).isEqualTo(PortState.PLUGGED);
    assertThat(registry.settled(RED, registry.of(RED), Map.of(), Map.of()))
        .as("nothing is new")
        .isEmpty();
  }

  @Test
  void passThatDidNotSeeAWishDoesNotAnswerIt() {
    var before = registry.of(RED);
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.settled(RED, before, Map.of(), Map.of());
    assertThat(state("a", 1)).isInstanceOf(PortState.Pending.class);

    var seen = registry.of(RED);
    registry.plug(port("a", "t1/red", 2), NOW);

    assertThat(registry.settled(RED, seen, Map.of(), Map.of())).isEmpty();
    assertThat(state("a", 2)).isInstanceOf(PortState.Pending.class);
  }

  @Test
  void portOfAProcessThatIsGoneIsStale() {
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.settled(RED, registry.of(RED), Map.of(), Map.of());

    assertThat(state("a", 2)).isEqualTo(PortState.STALE);
    assertThat(registry.state("a", Optional.empty())).isEqualTo(PortState.STALE);
  }

  @Test
  void portIsAbsentOnlyOnceAPassHasRemovedIt() {
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.settled(RED, registry.of(RED), Map.of(), Map.of());
    var before = registry.of(RED);

    assertThat(registry.unplug("a", NOW)).contains(RED);
    registry.settled(RED, before, Map.of(), Map.of());
    assertThat(state("a", 1)).isEqualTo(new PortState.Leaving(NOW, ""));
    assertThat(registry.failed(RED, registry.of(RED), "ip failed")).containsExactly("a");
    assertThat(state("a", 1)).isEqualTo(new PortState.Leaving(NOW, "ip failed"));

    assertThat(registry.settled(RED, registry.of(RED), Map.of(), Map.of())).containsExactly("a");
    assertThat(state("a", 1)).isEqualTo(PortState.ABSENT);
    assertThat(registry.unplug("a", NOW)).isEmpty();
  }

  @Test
  void oneInstancesProblemIsNotAnothersWhoseNameItContains() {
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.plug(port("aa", "t1/red", 2), NOW);

    registry.settled(RED, registry.of(RED), Map.of("aa", "port p-aa waits"), Map.of());

    assertThat(state("a", 1)).isEqualTo(PortState.PLUGGED);
    assertThat(state("aa", 2)).isEqualTo(new PortState.Pending(NOW, "port p-aa waits"));
  }

  @Test
  void instanceWhosePortCeasesToBeWholeIsTold() {
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.settled(RED, registry.of(RED), Map.of(), Map.of());

    var changed = registry.settled(RED, registry.of(RED), Map.of("a", "its tap is gone"), Map.of());

    assertThat(changed).containsExactly("a");
    assertThat(state("a", 1)).isInstanceOf(PortState.Pending.class);
  }

  @Test
  void failedPassTakesNothingFromPortsThatAreWhole() {
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.settled(RED, registry.of(RED), Map.of(), Map.of());
    registry.plug(port("b", "t1/red", 2), NOW);

    assertThat(registry.failed(RED, registry.of(RED), "nft failed")).containsExactly("b");

    assertThat(state("a", 1)).isEqualTo(PortState.PLUGGED);
    assertThat(state("b", 2)).isEqualTo(new PortState.Pending(NOW, "nft failed"));
  }

  @Test
  void portThatMovesLeavesItsSubnetFirst() {
    registry.plug(port("a", "t1/red", 1), NOW);
    registry.settled(RED, registry.of(RED), Map.of(), Map.of());

    assertThat(registry.plug(port("a", "t1/blue", 1), NOW)).containsExactlyInAnyOrder(RED, BLUE);
    assertThat(registry.of(RED).leaving()).containsExactly("a");
    registry.settled(BLUE, registry.of(BLUE), Map.of(), Map.of());
    assertThat(state("a", 1)).isInstanceOf(PortState.Leaving.class);
    registry.settled(RED, registry.of(RED), Map.of(), Map.of());

    assertThat(state("a", 1)).isEqualTo(PortState.PLUGGED);
    assertThat(registry.inUse()).containsExactly(BLUE);
  }

  @Test
  void subnetIsToldOfItsOwnInstancesAlone() {
    var mixed = new PortRegistry(List.of(), Map.of("r3", "t1/red", "b3", "t1/blue"), NOW);
    mixed.plug(port("r1", "t1/red", 1), NOW);
    mixed.plug(port("r2", "t1/red", 2), NOW);
    mixed.plug(port("b1", "t1/blue", 3), NOW);
    mixed.plug(port("b2", "t1/blue", 4), NOW);
    mixed.unplug("r2", NOW);
    mixed.unplug("b2", NOW);

    assertThat(mixed.of(RED))
        .isEqualTo(new SubnetPorts(List.of(port("r1", "t1/red", 1)), one("r2"), one("r3")));
    assertThat(mixed.of(BLUE))
        .isEqualTo(new SubnetPorts(List.of(port("b1", "t1/blue", 3)), one("b2"), one("b3")));
  }

  @Test
  void instanceThatIsStillLookedForHoldsItsSubnet() {
    var adopted = port("a", "t1/red", 1);
    var restarted = new PortRegistry(List.of(adopted), Map.of("b", "t1/red", "c", ""), NOW);

    assertThat(restarted.of(RED).wanted()).as("of what runs already").containsExactly(adopted);
    assertThat(restarted.state("a", Optional.of(tap(1)))).isEqualTo(new PortState.Pending(NOW, ""));
    assertThat(restarted.complete()).isFalse();
    assertThat(restarted.of(RED).unknown()).containsExactly("b");
    assertThat(restarted.state("b", Optional.empty())).isEqualTo(PortState.STALE);
    assertThat(restarted.unplug("b", NOW)).contains(RED);
    assertThat(restarted.state("b", Optional.empty())).isInstanceOf(PortState.Leaving.class);
    assertThat(restarted.unplug("c", NOW)).isEmpty();
    assertThat(restarted.state("c", Optional.empty())).isEqualTo(PortState.ABSENT);
    assertThat(restarted.complete()).isTrue();
  }

  @Test
  void portThatNothingPassesIsWholeAndSaysWhy() {
    registry.plug(port("a", "t1/red", 1), NOW);

    var closed = Map.of("a", "no group");
    assertThat(registry.settled(RED, registry.of(RED), Map.of(), closed)).containsExactly("a");
    assertThat(state("a", 1)).isEqualTo(new PortState.Closed("no group"));
    assertThat(registry.settled(RED, registry.of(RED), Map.of(), closed)).isEmpty();

    assertThat(registry.settled(RED, registry.of(RED), Map.of(), Map.of())).containsExactly("a");
    assertThat(state("a", 1)).isEqualTo(PortState.PLUGGED);
  }

  @Test
  void instanceRanOnceItsPortWasWholeAndUntilItIsPluggedAnew() {
    registry.plug(port("a", "t1/red", 1), NOW);
    assertThat(registry.ran()).isEmpty();

    registry.settled(RED, registry.of(RED), Map.of(), Map.of());
    registry.settled(RED, registry.of(RED), Map.of("a", "its tap is gone"), Map.of());
    assertThat(registry.ran()).containsExactly("a");

    registry.plug(port("a", "t1/red", 2), NOW);
    assertThat(registry.ran()).isEmpty();
    assertThat(new PortRegistry(List.of(port("a", "t1/red", 1)), Map.of(), NOW).ran())
        .as("before this life of the agent")
        .containsExactly("a");
  }

  private PortState state(String uid, long pid) {
    return registry.state(uid, Optional.of(tap(pid)));
  }

  private static SortedSet<String> one(String uid) {
    return new TreeSet<>(Set.of(uid));
  }

  private static PortTarget tap(long pid) {
    return new PortTarget.Tap("tap", new ManagedProcess(pid, 7));
  }

  private static PortRequest port(String uid, String concentrator, long pid) {
    var nic =
        new Nic(
            concentrator,
            "172.16.0.2",
            24,
            "02:00:ac:10:00:02",
            "172.16.0.1",
            1450,
            new Nic.Dns("", List.of()));
    return new PortRequest(uid, nic, tap(pid));
  }
}
