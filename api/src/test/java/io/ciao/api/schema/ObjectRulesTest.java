package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Unknown fields, defaults and immutable fields.
class ObjectRulesTest {
  private static final KindDefinition WIDGET = TestKind.WIDGET;

  @Test
  void findsUnknownFieldsWithTheirPathAndWhatWasMeant() {
    var object =
        TestKind.widget(
            "imgae: a, Replicas: 1, members: [{name: a, maac: b}], nested: {zzz: 1}, free: {x: 1}");
    object.put("staus", 1).withObject("/metadata").put("label", "x");
    var before = object.deepCopy();
    assertThat(UnknownField.summary(UnknownFields.find(WIDGET, object)))
        .isEqualTo(
            "unknown field \"metadata.label\" (did you mean \"labels\"?), unknown field"
                + " \"spec.imgae\" (did you mean \"image\"?), unknown field \"spec.Replicas\" (did"
                + " you mean \"replicas\"?), unknown field \"spec.members[0].maac\" (did you mean"
                + " \"mac\"?), unknown field \"spec.nested.zzz\", unknown field \"staus\" (did you"
                + " mean \"status\"?)");
    assertThat(object).isEqualTo(before);
  }

  @Test
  void prunesUnknownFieldsAndTellsWhich() {
    var object =
        TestKind.widget(
            "imgae: a, image: b, members: [{name: a, x: 1}], any: {y: 1}, selector: {k: v}");
    assertThat(UnknownFields.prune(WIDGET, object))
        .extracting(UnknownField::path)
        .containsExactly("spec.imgae", "spec.members[0].x");
    assertThat(object)
        .isEqualTo(
            TestKind.widget("image: b, members: [{name: a}], any: {y: 1}, selector: {k: v}"));
    assertThat(UnknownFields.find(WIDGET, object)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "abc,abc,0",
    "abc,acb,1",
    "abc,abd,1",
    "abc,ab,1",
    "ab,abcd,2",
    "abc,xyz,3",
    "a,abcdef,3"
  })
  void countsLettersBetweenWords(String left, String right, int distance) {
    assertThat(UnknownFields.distance(left, right)).isEqualTo(distance);
  }

  @Test
  void fillsInDefaultsAlsoInsideDefaultsAndLists() {
    var object = TestKind.widget("members: [{name: a}, {name: b, port: 1}]");
    Defaults.apply(WIDGET, object);
    assertThat(object.get("spec"))
        .isEqualTo(
            TestKind.yaml(
                """
                size: small
                members: [{name: a, port: 80}, {name: b, port: 1}]
                replicas: 1
                'on': true
                nested: {policy: keep}
                """));
    var once = object.deepCopy();
    Defaults.apply(WIDGET, object);
    assertThat(object).isEqualTo(once);
  }

  @Test
  void whatIsGivenStaysAndNullMeansAbsent() {
    var object =
        TestKind.widget(
            "replicas: 0, 'on': null, at: null, any: null, image: null, nested: {deep: {}}");
    object.withObject("/metadata").putNull("creationTimestamp").putNull("labels");
    Defaults.apply(WIDGET, object);
    assertThat(object)
        .isEqualTo(
            TestKind.widget(
                "replicas: 0, 'on': true, at: null, any: null, nested: {policy: keep, deep: {x:"
                    + " never}}"));
  }

  @Test
  void defaultsAreCopies() {
    var first = TestKind.widget("");
    Defaults.apply(WIDGET, first);
    first.withObject("/spec/nested").put("policy", "changed");
    var second = TestKind.widget("");
    Defaults.apply(WIDGET, second);
    assertThat(second.at("/spec/nested/policy").asText()).isEqualTo("keep");
  }

  @Test
  void immutableFieldsStay() {
    var before =
        TestKind.widget("members: [{name: a, port: 1, mac: x}, {name: b, port: 1, mac: y}]");
    var same =
        TestKind.widget(
            "image: new, members: [{name: b, port: 1, mac: y}, {name: c, port: 1, mac: z}]");
    assertThat(Immutable.check(WIDGET, before, same)).isEmpty();
    var after = TestKind.widget("members: [{name: b, port: 1, mac: z}, {name: a, port: 1}]");
    ((ObjectNode) after.get("spec")).put("size", "large");
    assertThat(Immutable.check(WIDGET, before, after))
        .extracting(Violation::toString)
        .containsExactly(
            "spec.size: Invalid value: \"large\": field is immutable",
            "spec.members[0].mac: Invalid value: \"z\": field is immutable",
            "spec.members[1].mac: Invalid value: null: field is immutable");
  }

  @Test
  void immutableFieldsCannotBeAddedOrTakenAwayLater() {
    var with = TestKind.widget("");
    var without = TestKind.widget("");
    ((ObjectNode) without.get("spec")).remove("size");
    assertThat(Immutable.check(WIDGET, with, without)).hasSize(1);
    assertThat(Immutable.check(WIDGET, without, with)).hasSize(1);
    without.remove("spec");
    assertThat(Immutable.check(WIDGET, with, without)).hasSize(1);
  }

  @Test
  void identityStays() {
    var before = TestKind.withMetadata("name: a, namespace: d, uid: u1");
    assertThat(Immutable.check(WIDGET, before, TestKind.withMetadata("name: a, labels: {x: y}")))
        .isEmpty();
    assertThat(
            Immutable.check(
                WIDGET, before, TestKind.withMetadata("name: b, namespace: e, uid: u2")))
        .extracting(Violation::path)
        .containsExactly("metadata.name", "metadata.namespace", "metadata.uid");
  }
}
