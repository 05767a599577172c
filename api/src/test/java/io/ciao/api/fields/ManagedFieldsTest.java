package io.ciao.api.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ManagedFieldsTest {
  private static final FieldSet IMAGE = FieldSet.path("f:spec", "f:image");
  private static final FieldSet PHASE = FieldSet.path("f:status", "f:phase");

  private static ManagedFields updated(ManagedFields before, String manager, FieldSet set, int s) {
    return before.afterWrite(
        Writers.update(manager), set, FieldSet.EMPTY, "2026-11-21T10:00:%02dZ".formatted(s));
  }

  @Test
  void listsAppliersFirstAndThenByTime() {
    ManagedFields owners =
        updated(ManagedFields.NONE, "late", IMAGE, 9)
            .afterWrite(Writers.status("early"), PHASE, FieldSet.EMPTY, "2026-11-21T10:00:01Z")
            .withSet(Writers.apply("applier"), IMAGE, "2026-11-21T10:00:30Z");
    ObjectNode object = OwnedKind.thing("{}");

    owners.writeTo(object);

    assertThat(object.path("metadata").path("managedFields"))
        .isEqualTo(
            OwnedKind.tree(
                    """
                    l:
                    - {manager: applier, operation: Apply, apiVersion: example.io/v1,
                       time: "2026-11-21T10:00:30Z", fieldsType: FieldsV1,
                       fieldsV1: {"f:spec": {"f:image": {}}}}
                    - {manager: early, operation: Update, apiVersion: example.io/v1,
                       time: "2026-11-21T10:00:01Z", fieldsType: FieldsV1, subresource: status,
                       fieldsV1: {"f:status": {"f:phase": {}}}}
                    - {manager: late, operation: Update, apiVersion: example.io/v1,
                       time: "2026-11-21T10:00:09Z", fieldsType: FieldsV1,
                       fieldsV1: {"f:spec": {"f:image": {}}}}
                    """)
                .path("l"));
  }

  @Test
  void whatIsReadIsWrittenAgainWithItsTimes() {
    ManagedFields owners =
        updated(ManagedFields.NONE, "ann", IMAGE, 1)
            .withSet(Writers.apply("bob"), PHASE, "2026-11-21T10:00:30Z");
    ObjectNode object = OwnedKind.thing("{}");
    owners.writeTo(object);
    ObjectNode again = OwnedKind.thing("{}");
    ObjectNode sent = OwnedKind.thing("{}");

    ManagedFields.of(object).writeTo(again);
    ManagedFields.sent(object.path("metadata").path("managedFields")).orElseThrow().writeTo(sent);

    assertThat(again).isEqualTo(object);
    assertThat(sent).isEqualTo(object);
  }

  @Test
  void anEntryThatLosesItsLastFieldGoes() {
    ManagedFields owners = updated(updated(ManagedFields.NONE, "ann", IMAGE, 1), "bob", IMAGE, 2);

    assertThat(owners.managers()).containsExactly(Writers.update("bob"));
    assertThat(owners.afterWrite(Writers.update("ann"), FieldSet.EMPTY, IMAGE, "t").isEmpty())
        .isTrue();
  }

  @Test
  void aWriteWithoutAChangeKeepsTheTimesToo() {
    ManagedFields owners = updated(ManagedFields.NONE, "ann", IMAGE, 1);

    assertThat(updated(owners, "ann", FieldSet.EMPTY, 2)).isSameAs(owners);
    assertThat(updated(owners, "ann", IMAGE, 2).ownsAs(owners)).isTrue();
  }

  @Test
  void tooManyUpdatersBecomeOne() {
    ManagedFields owners = ManagedFields.NONE;
    for (int i = 0; i < 30; i++) {
      owners = updated(owners, "m" + i, FieldSet.path("f:spec", "f:x" + i), i);
    }

    assertThat(owners.managers()).hasSize(11);
    FieldSet ancient = owners.of(Writers.update("ancient-changes"));
    assertThat(ancient.contains("f:spec", "f:x0")).isTrue();
    assertThat(ancient.contains("f:spec", "f:x19")).isTrue();
    assertThat(owners.of(Writers.update("m20")).contains("f:spec", "f:x20")).isTrue();
  }

  @Test
  void takesAndJudgesWhatClientsSend() {
    String entry =
        "{manager: m, operation: %s, apiVersion: example.io/v1, fieldsType: %s, fieldsV1: %s}";
    String fields = "{'f:spec': {'f:image': {}}}";

    assertThat(sent(entry.formatted("Update", "FieldsV1", fields)).orElseThrow().managers())
        .containsExactly(Writers.update("m"));
    assertThat(sent(entry.formatted("Delete", "FieldsV1", fields))).isEmpty();
    assertThat(sent(entry.formatted("Update", "FieldsV2", fields))).isEmpty();
    assertThat(sent(entry.formatted("Update", "FieldsV1", "{x: {}}"))).isEmpty();
    String timed =
        entry.formatted("Update", "FieldsV1", fields).replace("{manager", "{time: %s, manager");
    assertThat(sent(timed.formatted("'2026-11-21T10:00:00Z'"))).isPresent();
    assertThat(sent(timed.formatted("soon"))).isEmpty();
    assertThat(sent(timed.formatted("7"))).isEmpty();
    assertThat(ManagedFields.isReset(OwnedKind.tree("l: []").path("l"))).isTrue();
    assertThat(ManagedFields.isReset(OwnedKind.tree("l: [{}]").path("l"))).isTrue();
    assertThat(ManagedFields.isReset(OwnedKind.tree("l: [{}, {}]").path("l"))).isFalse();
  }

  private static Optional<ManagedFields> sent(String entry) {
    return ManagedFields.sent(OwnedKind.tree("l: [" + entry + "]").path("l"));
  }

  @Test
  void namesThatClientsSendAreTextsOf128CharactersAtMost() {
    String entry =
        "{manager: %s, operation: Update, apiVersion: example.io/v1, fieldsType: FieldsV1,"
            + " fieldsV1: {'f:spec': {}}}";

    assertThat(sent(entry.formatted("m".repeat(128)))).isPresent();
    assertThat(sent(entry.formatted("m".repeat(129)))).isEmpty();
    assertThat(sent(entry.formatted("null"))).isPresent();
    assertThat(sent(entry.formatted("7"))).isEmpty();
    assertThat(sent(entry.formatted("m, subresource: [status]"))).isEmpty();
  }

  @Test
  void anEntryWithoutFieldsIsLeftOutAndTwoOfOneManagerAreOne() {
    String entry =
        "{manager: m, operation: Update, apiVersion: example.io/v1, time: '%s', fieldsV1: %s}";
    String time = "2026-11-21T10:00:00Z";

    assertThat(sent(entry.formatted(time, "{}")).orElseThrow().isEmpty()).isTrue();
    ManagedFields owners =
        sent(entry.formatted(time, "{'f:spec': {'f:image': {}}}")
                + ", "
                + entry.formatted(time, "{'f:status': {'f:phase': {}}}"))
            .orElseThrow();
    assertThat(owners.managers()).hasSize(1);
    assertThat(owners.of(Writers.update("m"))).isEqualTo(IMAGE.union(PHASE));
  }

  @Test
  void ofEqualTimesTheNameDecidesAndThenTheSubresource() {
    String now = "2026-11-21T10:00:00Z";
    ManagedFields owners =
        ManagedFields.NONE
            .afterWrite(Writers.status("b"), PHASE, FieldSet.EMPTY, now)
            .afterWrite(Writers.update("b"), IMAGE, FieldSet.EMPTY, now)
            .afterWrite(Writers.update("a"), FieldSet.path("f:spec", "f:x"), FieldSet.EMPTY, now);

    assertThat(inOrder(owners))
        .containsExactly(Writers.update("a"), Writers.update("b"), Writers.status("b"));
  }

  @Test
  void whoHasNoTimeComesFirstAndIsTheFirstToBecomeAncient() {
    ManagedFields owners =
        sent("{manager: z, operation: Update, apiVersion: example.io/v1,"
                + " fieldsV1: {'f:spec': {'f:z': {}}}}")
            .orElseThrow();
    owners = updated(owners, "a", IMAGE, 1);
    assertThat(inOrder(owners)).containsExactly(Writers.update("z"), Writers.update("a"));

    for (int i = 2; i < 11; i++) {
      owners = updated(owners, "m" + i, FieldSet.path("f:spec", "f:x" + i), i);
    }
    assertThat(owners.of(Writers.update("ancient-changes")).contains("f:spec", "f:z")).isTrue();
    assertThat(owners.of(Writers.update("a"))).isEqualTo(IMAGE);
  }

  /// Giving a field up is no change of those that are left.
  @Test
  void theOldestByTimeBecomesAncientThoughItGaveUpAFieldSince() {
    ManagedFields owners =
        updated(ManagedFields.NONE, "m0", IMAGE.union(FieldSet.path("f:spec", "f:x0")), 0);
    for (int i = 1; i < 10; i++) {
      owners = updated(owners, "m" + i, FieldSet.path("f:spec", "f:x" + i), i);
    }
    owners = owners.afterWrite(Writers.update("m0"), FieldSet.EMPTY, IMAGE, "2026-11-21T10:00:10Z");

    owners = updated(owners, "m10", FieldSet.path("f:spec", "f:x10"), 11);

    assertThat(owners.of(Writers.update("ancient-changes")))
        .isEqualTo(FieldSet.path("f:spec", "f:x0"));
  }

  @Test
  void appliersAndTheAncientAreNotCountedAmongUpdaters() {
    ManagedFields owners = ManagedFields.NONE;
    for (int i = 0; i < 20; i++) {
      FieldSet field = FieldSet.path("f:spec", "f:a" + i);
      owners = owners.withSet(Writers.apply("applier" + i), field, "2026-11-21T09:00:00Z");
    }
    for (int i = 0; i < 11; i++) {
      owners = updated(owners, "m" + i, FieldSet.path("f:spec", "f:x" + i), i);
    }
    // 20 appliers, 10 updaters, and the one that the eleventh pushed out.
    assertThat(owners.managers()).hasSize(31);

    owners = updated(owners, "m10", IMAGE, 20);
    assertThat(owners.managers()).as("ancient makes no room necessary").hasSize(31);
    assertThat(owners.of(Writers.update("m1")).isEmpty()).isFalse();
  }

  @Test
  void ownersAreTheSameIfEachHasTheSamePaths() {
    ManagedFields ann = updated(ManagedFields.NONE, "ann", IMAGE, 1);

    assertThat(ann.ownsAs(updated(ManagedFields.NONE, "ann", IMAGE, 9))).isTrue();
    assertThat(ann.ownsAs(ManagedFields.NONE)).isFalse();
    assertThat(ann.ownsAs(updated(ManagedFields.NONE, "bob", IMAGE, 1))).isFalse();
    assertThat(ann.ownsAs(updated(ManagedFields.NONE, "ann", PHASE, 1))).isFalse();
  }

  private static List<Manager> inOrder(ManagedFields owners) {
    ObjectNode object = OwnedKind.thing("{}");
    owners.writeTo(object);
    return ManagedFields.of(object).managers();
  }
}
