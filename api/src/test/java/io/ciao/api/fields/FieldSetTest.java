package io.ciao.api.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FieldSetTest {
  @Test
  void isASetOfPaths() {
    Seeds.check(
        2_000,
        gen -> {
          FieldSet one = set(gen, 3);
          FieldSet other = set(gen, 3);

          assertThat(paths(one.union(other))).isEqualTo(union(paths(one), paths(other)));
          assertThat(paths(one.minus(other))).isEqualTo(minus(paths(one), paths(other)));
          assertThat(paths(one.intersection(other)))
              .isEqualTo(minus(paths(one), minus(paths(one), paths(other))));
          assertThat(one.union(other)).isEqualTo(other.union(one));
          assertThat(one.union(one)).isSameAs(one);
          assertThat(one.minus(one).isEmpty()).isTrue();
          assertThat(one.union(one.intersection(other))).isSameAs(one);
          assertThat(FieldsV1.stored(FieldsV1.write(one))).isEqualTo(one);
          assertThat(FieldsV1.sent(FieldsV1.write(one))).contains(one);
        });
  }

  @Test
  void isWrittenAsUpstreamWritesIt() {
    FieldSet set =
        FieldSet.path("f:labels", "f:app")
            .union(FieldSet.path("f:labels"))
            .union(FieldSet.path("f:env", "k:{\"name\":\"a\"}", "f:value"))
            .union(FieldSet.path("f:tags", "v:\"x\""));

    assertThat(FieldsV1.write(set).toString())
        .isEqualTo(
            "{\"f:env\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:value\":{}}},"
                + "\"f:labels\":{\".\":{},\"f:app\":{}},\"f:tags\":{\"v:\\\"x\\\"\":{}}}");
    assertThat(set.toString())
        .isEqualTo("{.env[name=\"a\"].value .labels .labels.app .tags[=\"x\"]}");
  }

  @Test
  void readsWhatClientsWriteInAnyFormAndRefusesTheRest() {
    assertThat(FieldsV1.sent(OwnedKind.tree("{'k:{\"b\": 1, \"a\": \"x\"}': {'f:z': {}}}")))
        .contains(FieldSet.path("k:{\"a\":\"x\",\"b\":1}", "f:z"));
    assertThat(FieldsV1.sent(OwnedKind.tree("{'f:a': 1}"))).isEmpty();
    assertThat(FieldsV1.sent(OwnedKind.tree("{'a': {}}"))).isEmpty();
    assertThat(FieldsV1.sent(OwnedKind.tree("{'k:{': {}}"))).isEmpty();
    assertThat(FieldsV1.sent(OwnedKind.tree("{'k:{}': {}}"))).isEmpty();
    assertThat(FieldsV1.sent(OwnedKind.tree("{'v:': {}}"))).isEmpty();
  }

  private static FieldSet set(Gen gen, int depth) {
    TreeMap<String, FieldSet> children = new TreeMap<>();
    if (depth > 0) {
      for (int i = gen.between(0, 3); i > 0; i--) {
        String element = gen.pick("f:a", "f:b", "f:c", "k:{\"n\":1}", "v:\"x\"");
        children.put(element, set(gen, depth - 1));
      }
    }
    FieldSet set = FieldSet.of(depth < 3 && gen.coin(), children);
    return set.isEmpty() && depth < 3 ? FieldSet.LEAF : set;
  }

  private static Set<String> paths(FieldSet set) {
    Set<String> paths = new TreeSet<>();
    set.paths(paths::add);
    return paths;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  private static Set<String> minus(Set<String> one, Set<String> other) {
    Set<String> left = new TreeSet<>(one);
    left.removeAll(other);
    return left;
  }

  @Test
  void equalSetsHaveEqualHashes() {
    Seeds.check(
        200,
        gen -> {
          FieldSet one = set(gen, 3);
          FieldSet same = FieldsV1.stored(FieldsV1.write(one));

          assertThat(same).isEqualTo(one).hasSameHashCodeAs(one);
        });
    assertThat(FieldSet.path("f:a")).isNotEqualTo(FieldSet.path("f:b"));
    assertThat(FieldSet.path("f:a")).isNotEqualTo(FieldSet.path("f:a", "f:b"));
    assertThat(FieldSet.path("f:a").hashCode()).isNotEqualTo(FieldSet.path("f:b").hashCode());
  }

  @Test
  void whatIsStoredInAnotherOrderIsTheSameSet() {
    FieldSet set =
        FieldSet.path("f:a", "f:x").union(FieldSet.path("f:b")).union(FieldSet.path("f:a"));

    assertThat(FieldsV1.stored(OwnedKind.tree("{'f:b': {}, 'f:a': {'f:x': {}, '.': {}}}")))
        .isEqualTo(set);
    assertThat(FieldsV1.stored(OwnedKind.tree("{'f:a': {'.': {}, 'f:x': {}}, 'f:b': {}}")))
        .isEqualTo(set);
  }

  @Test
  void belowLeavesOutThePathThatEndsHere() {
    FieldSet spec = FieldSet.path("f:spec").union(FieldSet.path("f:spec", "f:image"));

    assertThat(spec.child("f:spec").below()).isEqualTo(FieldSet.path("f:image"));
    assertThat(spec.below()).isSameAs(spec);
    assertThat(FieldSet.LEAF.below().isEmpty()).isTrue();
  }

  @Test
  void stepsAreShownAsPeopleReadThem() {
    assertThat(FieldsV1.sent(OwnedKind.tree("{'i:3': {'f:a': {}}}")).orElseThrow())
        .hasToString("{[3].a}");
    assertThat(PathElement.key("name", "a")).isEqualTo("k:{\"name\":\"a\"}");
  }
}
