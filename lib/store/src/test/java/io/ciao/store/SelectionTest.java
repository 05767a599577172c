package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/// Which objects a list or watch is about, and what an object tells of itself.
final class SelectionTest {
  private static final StoredObject WEB = stored(instanceKey("team", "web"), 5);
  private static final StoredObject NODE = stored(ResourceKey.cluster("nodes", "n1"), 5);

  private static StoredObject stored(ResourceKey key, long revision) {
    ObjectNode tree = Samples.object(key);
    ObjectNode metadata = tree.withObjectProperty("metadata");
    metadata.put("uid", "u").put("generation", 7).putObject("labels").put("app", "x");
    tree.withObjectProperty("spec").put("node", "n1");
    return StoredObject.of(key, ResourceVersions.ofObject(0, revision, key), tree, Samples.INDEXER);
  }

  @Test
  void anObjectBelongsByResourceNamespaceAndField() {
    Selection all = Selection.of("instances");
    assertThat(all.matches(WEB)).isTrue();
    assertThat(all.matches(NODE)).isFalse();
    assertThat(Selection.of("instances", "team").matches(WEB)).isTrue();
    assertThat(Selection.of("instances", "other").matches(WEB)).isFalse();
    assertThat(Selection.of("nodes", "team").matches(NODE)).isFalse();
    assertThat(all.where("spec.node", "n1").matches(WEB)).isTrue();
    assertThat(all.where("spec.node", "n2").matches(WEB)).isFalse();
    assertThat(all.where("metadata.namespace", "team").matches(WEB)).isTrue();
    assertThat(all.where("metadata.name", "team").matches(WEB)).isFalse();
    assertThat(Selection.of("nodes").where("metadata.namespace", "team").matches(NODE)).isFalse();
  }

  @Test
  void aFieldIsIndexedOrCannotBeAskedFor() {
    Selection all = Selection.of("instances");
    for (Selection good :
        new Selection[] {
          all,
          all.where("metadata.name", "a"),
          all.where("metadata.namespace", "a"),
          all.where("spec.node", "n1")
        }) {
      assertThat(good.declared(Samples.INDEXER)).isSameAs(good);
    }
    assertThatThrownBy(() -> all.where("spec.other", "x").declared(Samples.INDEXER))
        .hasMessage("instances are not found by spec.other; they are by [spec.node]");
    assertThatThrownBy(() -> new Selection("instances", null, "spec.node", null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Selection("instances", null, null, "n1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anObjectTellsWhatListsNeedWithoutBeingParsed() {
    assertThat(WEB.uid()).isEqualTo("u");
    assertThat(WEB.generation()).isEqualTo(7);
    assertThat(WEB.labels()).containsOnlyKeys("app").containsValue("x");
    assertThat(WEB.deleting()).isFalse();
    assertThat(WEB.index("spec.node")).containsExactly("n1");
    assertThat(WEB.index("spec.other")).isEmpty();
    assertThat(NODE.index("metadata.namespace")).isEmpty();
    assertThat(WEB).hasToString("instances/team/web@" + WEB.version());
    ObjectNode going = WEB.tree();
    going.withObjectProperty("metadata").put("deletionTimestamp", "2026-11-22T04:00:00Z");
    assertThat(StoredObject.of(WEB.key(), 64, going, Samples.INDEXER).deleting()).isTrue();
  }

  @Test
  void aVersionOfAnObjectIsOneThing() {
    assertThat(WEB)
        .isEqualTo(stored(WEB.key(), 5))
        .hasSameHashCodeAs(stored(WEB.key(), 5))
        .isNotEqualTo(stored(WEB.key(), 6))
        .isNotEqualTo(stored(instanceKey("team", "db"), 5))
        .isNotEqualTo("web");
  }

  @Test
  void itsViewIsSharedAndItsTreeIsACopy() {
    assertThat(WEB.view()).isEqualTo(WEB.tree()).isSameAs(WEB.view());
    assertThat(WEB.tree()).isNotSameAs(WEB.tree());
  }
}
