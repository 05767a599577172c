package io.ciao.api.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
}
