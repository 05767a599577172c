package io.ciao.apiserver.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.gc.GarbageSnapshot.Dependent;
import io.ciao.apiserver.gc.GarbageSnapshot.Item;
import io.ciao.apiserver.gc.GarbageSnapshot.ObjectId;
import io.ciao.apiserver.gc.GarbageSnapshot.Owner;
import io.ciao.apiserver.gc.GarbageSnapshot.Presence;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GarbageDeciderTest {
  private static final ObjectId ID = new ObjectId("instances", "default", "web-0");
  private static final Item ITEM = new Item(ID, "u", 7, false, false, false);

  private static Owner owner(String uid, Presence presence) {
    return new Owner(uid, presence);
  }

  private static Dependent dependent(String name, boolean blocks) {
    return new Dependent(new ObjectId("volumes", "default", name), 9, blocks);
  }

  private static List<GarbageAction> decide(
      Item item, List<Owner> owners, List<Dependent> dependents) {
    return GarbageDecider.decide(new GarbageSnapshot(item, owners, dependents, false));
  }

  @Test
  void removesWhatAllItsOwnersLeft() {
    assertThat(
            decide(
                ITEM, List.of(owner("a", Presence.ABSENT), owner("b", Presence.ABSENT)), List.of()))
        .containsExactly(new GarbageAction.Delete(ID, "u", 7, Propagation.BACKGROUND));
  }

  @Test
  void keepsWhatOneOwnerStillHas() {
    assertThat(
            decide(
                ITEM,
                List.of(
                    owner("a", Presence.ABSENT),
                    owner("b", Presence.PRESENT),
                    owner("c", Presence.WAITING)),
                List.of()))
        .containsExactly(new GarbageAction.DropOwners(ID, 7, Set.of("a", "c")));
    assertThat(decide(ITEM, List.of(owner("b", Presence.PRESENT)), List.of())).isEmpty();
    assertThat(decide(ITEM, List.of(), List.of())).isEmpty();
  }

  @Test
  void concludesNothingFromAnOwnerThatItKnowsNothingOf() {
    assertThat(
            decide(
                ITEM,
                List.of(owner("a", Presence.ABSENT), owner("b", Presence.UNKNOWN)),
                List.of()))
        .isEmpty();
  }

  @Test
  void removesDependentsOfAWaitingOwnerBeforeTheirOwner() {
    assertThat(decide(ITEM, List.of(owner("a", Presence.WAITING)), List.of()))
        .containsExactly(new GarbageAction.Delete(ID, "u", 7, Propagation.BACKGROUND));
    assertThat(
            decide(ITEM, List.of(owner("a", Presence.WAITING)), List.of(dependent("disk", true))))
        .containsExactly(new GarbageAction.Delete(ID, "u", 7, Propagation.FOREGROUND));
  }

  @Test
  void endsADeletionInTheForegroundWhenNobodyBlocksIt() {
    Item waiting = new Item(ID, "u", 7, true, true, false);
    assertThat(decide(waiting, List.of(), List.of(dependent("disk", true)))).isEmpty();
    assertThat(decide(waiting, List.of(), List.of(dependent("disk", false))))
        .containsExactly(new GarbageAction.Release(ID, 7, "foregroundDeletion"));
  }

  @Test
  void opensACircleOfThoseThatAreAllToldToWait() {
    Item waiting = new Item(ID, "u", 7, true, true, false);
    GarbageSnapshot circle =
        new GarbageSnapshot(waiting, List.of(), List.of(dependent("disk", true)), true);

    assertThat(GarbageDecider.decide(circle))
        .containsExactly(new GarbageAction.StopBlocking(ID, 7));
  }

  @Test
  void letsDependentsGoBeforeTheirOrphaningOwnerGoes() {
    Item orphaning = new Item(ID, "u", 7, true, false, true);
    assertThat(decide(orphaning, List.of(), List.of(dependent("disk", true))))
        .containsExactly(
            new GarbageAction.DropOwners(
                new ObjectId("volumes", "default", "disk"), 9, Set.of("u")));
    assertThat(decide(orphaning, List.of(), List.of()))
        .containsExactly(new GarbageAction.Release(ID, 7, "orphan"));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  false, FOREGROUND",
    "false, true,  ORPHAN",
    "true,  true,  ORPHAN",
    "false, false, BACKGROUND"
  })
  void whatItDoesWithItsOwnDependentsIsSaidByItsFinalizers(
      boolean foreground, boolean orphan, Propagation propagation) {
    assertThat(
            decide(
                new Item(ID, "u", 7, false, foreground, orphan),
                List.of(owner("a", Presence.ABSENT)),
                List.of(dependent("disk", true))))
        .containsExactly(new GarbageAction.Delete(ID, "u", 7, propagation));
  }

  @Test
  void leavesAloneWhatIsBeingDeletedOtherwise() {
    Item deleting = new Item(ID, "u", 7, true, false, false);
    assertThat(decide(deleting, List.of(), List.of(dependent("disk", true)))).isEmpty();
  }
}
