package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.command.OwnerTree.Entry;
import io.ciao.ctl.command.OwnerTree.Line;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerTreeTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  private static final Entry TENANT = entry("Tenant", "acme", null, "");
  private static final Entry WORKLOAD = entry("Workload", "page", "acme", "");
  private static final Entry WEB = entry("Instance", "web", "acme", "{uid: page}");
  private static final Entry CACHE = entry("Instance", "cache", "acme", "{uid: page}");
  private static final Entry OTHER = entry("Instance", "other", "acme", "");
  private static final Entry FOREIGN = entry("Instance", "far", "beta", "");

  private static final OwnerTree TREE =
      new OwnerTree(List.of(TENANT, WORKLOAD, WEB, CACHE, OTHER, FOREIGN));

  @Test
  void showsWhatAnObjectOwns() {
    assertThat(TREE.lines(WORKLOAD))
        .extracting(Line::name)
        .containsExactly("workload/page", "├─instance/cache", "└─instance/web");
  }

  @Test
  void showsATenantWithEverythingInIt() {
    assertThat(TREE.lines(TENANT))
        .extracting(Line::name)
        .containsExactly(
            "tenant/acme",
            "├─instance/other",
            "└─workload/page",
            "  ├─instance/cache",
            "  └─instance/web");
  }

  @Test
  void namesOwnersAlsoThoseThatAreGone() {
    var orphan = entry("Instance", "o", "acme", "{uid: none, kind: Set, name: s}");

    assertThat(TREE.ownersOf(WEB)).containsExactly("workload/page");
    assertThat(new OwnerTree(List.of(orphan)).ownersOf(orphan))
        .containsExactly("Set/s (does not exist)");
  }

  @Test
  void endsWhereOwnersGoInACircle() {
    var a = entry("Instance", "a", "acme", "{uid: b}");
    var b = entry("Instance", "b", "acme", "{uid: a}");

    assertThat(new OwnerTree(List.of(a, b)).lines(a)).hasSize(3);
    assertThat(new OwnerTree(List.of(a, b)).ownersOf(a)).hasSize(2);
  }

  private static Entry entry(
      String kind, String name, @org.jspecify.annotations.Nullable String namespace, String owner) {
    var yaml =
        "---\n{metadata: {name: %s, uid: %s, namespace: %s, ownerReferences: [%s]}}"
            .formatted(name, name, namespace, owner);
    return new Entry(
        KINDS.require(kind), ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)));
  }
}
