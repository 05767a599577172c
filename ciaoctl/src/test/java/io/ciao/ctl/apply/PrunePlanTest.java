package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.apply.AppliedSet.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrunePlanTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  @Test
  void deletesWhatIsNoLongerInTheFilesUsersFirst() {
    var plan =
        PrunePlan.of(
            List.of(
                member("Workload", "old"), member("Instance", "gone"), member("Instance", "web")),
            List.of(wanted("Instance", "web")));

    assertThat(plan.doomed())
        .extracting(Member::printed)
        .containsExactly("instance/gone in tenant shop", "workload/old in tenant shop");
    assertThat(plan.users()).hasSize(1);
    assertThat(plan.others()).hasSize(1);
    assertThat(plan.refusal()).isEmpty();
  }

  @Test
  void refusesToDeleteTheWholeSet() {
    var plan =
        PrunePlan.of(
            List.of(member("Instance", "a"), member("Tenant", "shop")),
            List.of(wanted("Instance", "of-something-else")));

    assertThat(plan.refusal()).hasValueSatisfying(why -> assertThat(why).contains("2 objects"));
  }

  @Test
  void hasNothingToRefuseForASetThatIsNew() {
    var plan = PrunePlan.of(List.of(), List.of(wanted("Instance", "web")));

    assertThat(plan.doomed()).isEmpty();
    assertThat(plan.refusal()).isEmpty();
  }

  @Test
  void sparesTenantsAndWhatControllersMade() {
    var plan =
        PrunePlan.of(
            List.of(
                member("Tenant", "shop"),
                new Member(KINDS.require("Instance"), new ObjectKey("shop", "set-0"), "u", true),
                member("Instance", "web")),
            List.of(wanted("Instance", "web")));

    assertThat(plan.doomed()).isEmpty();
    assertThat(plan.spared()).extracting(Member::printed).containsExactly("tenant/shop");
  }

  @Test
  void tellsObjectsOfOneNameInTwoTenantsApart() {
    var other = new Member(KINDS.require("Instance"), new ObjectKey("other", "web"), "u", false);

    var plan =
        PrunePlan.of(List.of(member("Instance", "web"), other), List.of(wanted("Instance", "web")));

    assertThat(plan.doomed()).containsExactly(other);
  }

  private static Member member(String kind, String name) {
    var definition = KINDS.require(kind);
    var key = new ObjectKey(definition.namespaced() ? "shop" : null, name);
    return new Member(definition, key, "uid-" + name, false);
  }

  private static Wanted wanted(String kind, String name) {
    var definition = KINDS.require(kind);
    return new Wanted(
        "file", definition, definition.namespaced() ? "shop" : null, name, Json.object());
  }
}
