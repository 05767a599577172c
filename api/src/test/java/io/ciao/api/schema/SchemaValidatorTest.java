package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaValidatorTest {
  private static List<String> problems(ObjectNode object) {
    return SchemaValidator.validate(TestKind.WIDGET, object).stream()
        .map(Violation::toString)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "image: abc, replicas: 10, ratio: 0.5, 'on': off",
        "ratio: 1",
        "memory: 512Mi",
        "memory: 1073741824",
        "cpu: 1500m, at: null",
        "at: '2026-11-21T10:00:00.5Z', address: 10.0.0.1, cidr: 10.0.0.0/8",
        "address6: 'fd00::1', cidr6: 'fd00::/64', block: 10.0.0.0/8",
        "block: 'fd00::/8'",
        "mac: '02:00:0a:00:00:01', uid: 7f3c0000-0000-4000-8000-00000000000a",
        "nodeNames: [a, b], list: [1]",
        "members: [{name: a, port: 1}, {name: a, port: 2}, {name: b}]",
        "selector: {a.b/c: abc}",
        "free: {x: [1, {y: null}]}, any: [1]",
        "image: 'aaaaaaaa'"
      })
  void acceptsWhatTheSchemaAllows(String spec) {
    assertThat(problems(TestKind.widget(spec))).isEmpty();
  }

  static Stream<Arguments> badSpecs() {
    return Stream.of(
            badSpecsOfNumbersAndText(), badSpecsOfUnitsAndLists(), badSpecsOfBothVersions())
        .flatMap(part -> part);
  }

  private static Stream<Arguments> badSpecsOfBothVersions() {
    return Stream.of(
        arguments(
            "address6: 10.0.0.1",
            "spec.address6: Invalid value: \"10.0.0.1\": \"10.0.0.1\" is no IPv6 address; write"
                + " groups of hexadecimal digits like fd00:a::5"),
        arguments(
            "cidr6: 'fd00::1/64'",
            "spec.cidr6: Invalid value: \"fd00::1/64\": \"fd00::1/64\" has bits set behind its"
                + " prefix; write fd00::/64"),
        arguments(
            "block: 'fd00::1/64'",
            "spec.block: Invalid value: \"fd00::1/64\": \"fd00::1/64\" has bits set behind its"
                + " prefix; write fd00::/64"),
        arguments(
            "block: 10.0.0.1/8",
            "spec.block: Invalid value: \"10.0.0.1/8\": \"10.0.0.1/8\" has bits set behind its"
                + " prefix; write 10.0.0.0/8"));
  }

  private static Stream<Arguments> badSpecsOfNumbersAndText() {
    return Stream.of(
        arguments(
            "image: yes",
            "spec.image: Invalid value: true: must be of type string, not boolean; put it in quotes"
                + " (y, n, yes, no, on, off, true and false are booleans)"),
        arguments(
            "image: 12",
            "spec.image: Invalid value: 12: must be of type string, not integer; put it in quotes"),
        arguments(
            "image: [a]", "spec.image: Invalid value: [\"a\"]: must be of type string, not array"),
        arguments(
            "image: null",
            "spec.image: Invalid value: null: must not be null; leave the field out"),
        arguments("image: ''", "spec.image: Invalid value: \"\": must not be empty"),
        arguments(
            "image: abcdefghi", "spec.image: Too long: may not be longer than 8 characters, has 9"),
        arguments(
            "image: A", "spec.image: Invalid value: \"A\": must match the pattern '^[a-z]+$'"),
        arguments(
            "image: \"a\\0\"",
            "spec.image: Invalid value: \"a\\u0000\": must not contain the character NUL (U+0000)"),
        arguments(
            "replicas: -1", "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        arguments(
            "replicas: 11", "spec.replicas: Invalid value: 11: must be less than or equal to 10"),
        arguments(
            "replicas: '3'",
            "spec.replicas: Invalid value: \"3\": must be of type integer, not string"),
        arguments(
            "replicas: 1.5",
            "spec.replicas: Invalid value: 1.5: must be of type integer, not number"),
        arguments(
            "count: 2147483648",
            "spec.count: Invalid value: 2147483648: must be within -2147483648 and 2147483647"
                + " (int32)"),
        arguments(
            "ratio: 0.25", "spec.ratio: Invalid value: 0.25: must be greater than or equal to 0.5"),
        arguments("'on': 1", "spec.on: Invalid value: 1: must be of type boolean, not integer"));
  }

  private static Stream<Arguments> badSpecsOfUnitsAndLists() {
    return Stream.of(
        arguments(
            "memory: 512MB",
            "spec.memory: Invalid value: \"512MB\": \"512MB\" is no quantity; write 512M or 512Mi"),
        arguments(
            "memory: 500m",
            "spec.memory: Invalid value: \"500m\": must be a whole number of bytes"),
        arguments(
            "memory: -1Gi",
            "spec.memory: Invalid value: \"-1Gi\": must be greater than or equal to 0"),
        arguments(
            "memory: true",
            "spec.memory: Invalid value: true: must be of type integer or string, not boolean; put"
                + " it in quotes (y, n, yes, no, on, off, true and false are booleans)"),
        arguments(
            "cpu: 100u",
            "spec.cpu: Invalid value: \"100u\": must not be finer than a thousandth (1m)"),
        arguments(
            "at: noon",
            "spec.at: Invalid value: \"noon\": must be a time like 2026-11-21T10:00:00Z"),
        arguments(
            "address: 10.0.0.256",
            "spec.address: Invalid value: \"10.0.0.256\": \"10.0.0.256\" is no IPv4 address; write"
                + " four numbers from 0 to 255 like 172.16.0.5"),
        arguments(
            "cidr: 10.0.0.1/8",
            "spec.cidr: Invalid value: \"10.0.0.1/8\": \"10.0.0.1/8\" has bits set behind its"
                + " prefix; write 10.0.0.0/8"),
        arguments("uid: x", "spec.uid: Invalid value: \"x\": must be a UUID"),
        arguments("nodeNames: [a, b, a]", "spec.nodeNames[2]: Duplicate value: \"a\""),
        arguments(
            "nodeNames: [a, b, c, d]", "spec.nodeNames: Too many: 4: must have at most 3 items"),
        arguments("list: []", "spec.list: Invalid value: []: must have at least 1 items, has 0"),
        arguments(
            "list: [1, x]",
            "spec.list[1]: Invalid value: \"x\": must be of type integer, not string"),
        arguments(
            "list: [null]",
            "spec.list[0]: Invalid value: null: must not be null; leave the field out"),
        arguments(
            "members: [{name: a, port: 1}, {name: a, port: 1}]",
            "spec.members[1]: Duplicate value: {\"name\":\"a\",\"port\":1}"),
        arguments("members: [{port: 1}]", "spec.members[0].name: Required value"),
        arguments(
            "selector: {a.b/c: abcd}",
            "spec.selector[a.b/c]: Too long: may not be longer than 3 characters, has 4"),
        arguments(
            "nested: x", "spec.nested: Invalid value: \"x\": must be of type object, not string"));
  }

  @ParameterizedTest
  @MethodSource("badSpecs")
  void saysWhereAndWhatIsWrong(String spec, String problem) {
    assertThat(problems(TestKind.widget(spec))).containsExactly(problem);
  }

  @Test
  void reportsEverythingAtOnce() {
    var object = TestKind.widget("image: A, replicas: 11, members: [{}, 5]");
    ((ObjectNode) object.get("spec")).put("size", "medium");
    object.put("kind", "Gadget").remove("apiVersion");
    assertThat(problems(object))
        .containsExactly(
            "apiVersion: Required value: must be example.io/v1",
            "kind: Invalid value: \"Gadget\": must be Widget",
            "spec.size: Unsupported value: \"medium\": supported values: \"small\", \"large\"",
            "spec.image: Invalid value: \"A\": must match the pattern '^[a-z]+$'",
            "spec.replicas: Invalid value: 11: must be less than or equal to 10",
            "spec.members[0].name: Required value",
            "spec.members[1]: Invalid value: 5: must be of type object, not integer");
  }

  @Test
  void requiredFieldsAreNamed() {
    assertThat(problems(TestKind.yaml("apiVersion: example.io/v1\nkind: Widget\nspec: {}\n")))
        .containsExactly(
            "spec.size: Required value",
            "metadata.name: Required value: name or generateName is required");
    assertThat(problems(Json.object()))
        .contains("spec: Required value", "kind: Required value: must be Widget");
  }

  @Test
  void violationsCarryReasonsOfTheirOwn() {
    var violations =
        SchemaValidator.validate(TestKind.WIDGET, TestKind.widget("image: 1, nodeNames: [a, a]"));
    assertThat(violations)
        .extracting(violation -> violation.reason().code())
        .containsExactly("FieldValueTypeInvalid", "FieldValueDuplicate");
    assertThat(Violation.summary(violations)).startsWith("[spec.image: ").endsWith("]");
    assertThat(Violation.summary(violations.subList(0, 1))).startsWith("spec.image: ");
  }

  static Stream<Arguments> badMetadata() {
    return Stream.of(badMetadataNames(), badMetadataMaps()).flatMap(part -> part);
  }

  private static Stream<Arguments> badMetadataNames() {
    return Stream.of(
        arguments(
            "name: Web, namespace: default",
            "metadata.name: Invalid value: \"Web\": must consist of lower case letters, digits and"
                + " '-', and start and end with a letter or digit"),
        arguments(
            "name: a.b, namespace: default",
            "metadata.name: Invalid value: \"a.b\": must consist of"),
        arguments(
            "name: a/b, namespace: default",
            "metadata.name: Invalid value: \"a/b\": must consist of"),
        arguments(
            "name: " + "a".repeat(64) + ", namespace: default",
            "must be no more than 63 characters"),
        arguments(
            "name: 12, namespace: default",
            "metadata.name: Invalid value: 12: must be of type string"),
        arguments(
            "generateName: A-, namespace: default", "metadata.generateName: Invalid value: \"A-\""),
        arguments("name: a", "metadata.namespace: Required value"),
        arguments(
            "name: a, namespace: a_b",
            "metadata.namespace: Invalid value: \"a_b\": must consist of"));
  }

  private static Stream<Arguments> badMetadataMaps() {
    return Stream.of(
        arguments(
            "name: a, namespace: d, labels: {'a b': x}",
            "metadata.labels: Invalid value: \"a b\": name part must consist of"),
        arguments(
            "name: a, namespace: d, labels: {A.b/c: x}",
            "metadata.labels: Invalid value: \"A.b/c\": prefix part must consist of lower case"),
        arguments(
            "name: a, namespace: d, labels: {a/: x}",
            "metadata.labels: Invalid value: \"a/\": name part must not be empty"),
        arguments(
            "name: a, namespace: d, labels: {a: -x}",
            "metadata.labels.a: Invalid value: \"-x\": must consist of letters"),
        arguments(
            "name: a, namespace: d, labels: {a: yes}",
            "metadata.labels.a: Invalid value: true: must be of type string, not boolean; put it in"
                + " quotes"),
        arguments(
            "name: a, namespace: d, annotations: {a: 1}",
            "metadata.annotations.a: Invalid value: 1: must be of type string"),
        arguments(
            "name: a, namespace: d, annotations: {'a b': x}",
            "metadata.annotations: Invalid value: \"a b\": name part must"),
        arguments(
            "name: a, namespace: d, finalizers: [a b]",
            "metadata.finalizers[0]: Invalid value: \"a b\": name part must"),
        arguments(
            "name: a, namespace: d, finalizers: [x/a, x/a]",
            "metadata.finalizers[1]: Duplicate value: \"x/a\""),
        arguments(
            "name: a, namespace: d, ownerReferences: [{apiVersion: v1, kind: A, name: b}]",
            "metadata.ownerReferences[0].uid: Required value"),
        arguments(
            "name: a, namespace: d, ownerReferences: [{apiVersion: v1, kind: A, name: b, uid: u1,"
                + " controller: true}, {apiVersion: v1, kind: A, name: c, uid: u2, controller:"
                + " true}]",
            "metadata.ownerReferences[1].controller: Invalid value: true: must be true for one"
                + " owner only; it is for A/b already"));
  }

  @ParameterizedTest
  @MethodSource("badMetadata")
  void metadataFollowsTheConventions(String metadata, String problem) {
    assertThat(problems(TestKind.withMetadata(metadata)))
        .hasSize(1)
        .first()
        .asString()
        .contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generateName: web-, namespace: d",
        "name: a, namespace: d, labels: {a: '', ciao.io/zone: A_b.c-1, app: x}",
        "name: a, namespace: d, annotations: {Upper.case/Key: 'any {text}'}",
        "name: a, namespace: d, finalizers: [ciao.io/node, kubernetes]",
        "name: a, namespace: d, uid: u, resourceVersion: '7', generation: 3, creationTimestamp:"
            + " '2026-11-21T10:00:00Z'",
        "name: a, namespace: d, managedFields: [{manager: m, operation: Apply, fieldsV1: {f:spec:"
            + " {}}}]"
      })
  void metadataMayHaveAllItsFields(String metadata) {
    var object = TestKind.withMetadata(metadata);
    assertThat(problems(object)).isEmpty();
    assertThat(UnknownFields.find(TestKind.WIDGET, object)).isEmpty();
  }

  @Test
  void annotationsAreLimitedTogether() {
    var object = TestKind.withMetadata("name: a, namespace: d");
    object.withObject("/metadata/annotations").put("a", "x".repeat(256 << 10));
    assertThat(problems(object))
        .containsExactly(
            "metadata.annotations: Too long: may not have more than 262,144 bytes in all, has"
                + " 262,145");
  }

  @Test
  void clusterScopedKindsHaveNoNamespace() {
    var kind = TestKind.registry(TestKind.crd().replace("Namespaced", "Cluster")).require("Widget");
    assertThat(SchemaValidator.validate(kind, TestKind.withMetadata("name: a, namespace: d")))
        .extracting(Violation::toString)
        .containsExactly("metadata.namespace: Forbidden: Widget objects belong to no namespace");
    assertThat(SchemaValidator.validate(kind, TestKind.withMetadata("name: a"))).isEmpty();
  }
}
