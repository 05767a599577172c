package io.ciao.api.fields;

import static io.ciao.api.fields.OwnedKind.thing;
import static io.ciao.api.fields.OwnedKind.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FieldOwnershipTest {
  @Test
  void theCreatorOwnsAllButIdentityAndStatus() {
    Writers writers =
        new Writers(
            "ann", thing("{metadata: {labels: {a: b}}, spec: {image: x, env: [{name: p}]}}"));

    assertThat(writers.owners().of(Writers.update("ann")).toString())
        .isEqualTo(
            "{.metadata.labels .metadata.labels.a .spec .spec.env .spec.env[name=\"p\"]"
                + " .spec.env[name=\"p\"].kind .spec.env[name=\"p\"].name .spec.image"
                + " .spec.replicas}");
  }

  @Test
  void anUpdateTakesWhatItChanges() {
    Writers writers = new Writers("ann", thing("{spec: {image: x, replicas: 2}}"));

    writers.replace(Writers.update("bob"), thing("{spec: {image: w, replicas: 2, tags: [t]}}"));

    assertThat(writers.owners().of(Writers.update("ann")).toString())
        .isEqualTo("{.spec .spec.replicas}");
    assertThat(writers.owners().of(Writers.update("bob")).toString())
        .isEqualTo("{.spec.image .spec.tags .spec.tags[=\"t\"]}");
  }

  @Test
  void statusAndMainAreWrittenApart() {
    Writers writers = new Writers("ann", thing("{spec: {image: x}}"));

    writers.replace(
        Writers.status("bob"),
        thing("{spec: {image: w}, status: {phase: Up, conditions: [{type: A, status: 'True'}]}}"));

    assertThat(writers.owners().of(Writers.status("bob")).toString())
        .isEqualTo(
            "{.status .status.conditions .status.conditions[type=\"A\"]"
                + " .status.conditions[type=\"A\"].status .status.conditions[type=\"A\"].type"
                + " .status.phase}");
    assertThat(writers.owners().of(Writers.update("ann")).contains("f:spec", "f:image")).isTrue();
  }

  @Test
  void statusIsAnOrdinaryFieldOfAKindWithoutAStatusSubresource() {
    ObjectNode old = thing("{spec: {image: x}}");
    ObjectNode next = thing("{spec: {image: w}, status: {phase: Up}}");

    assertThat(new FieldOwnership(OwnedKind.KIND).changes(old, next, false).set())
        .hasToString("{.spec.image}");
    assertThat(new FieldOwnership(OwnedKind.WITHOUT_STATUS).changes(old, next, false).set())
        .hasToString("{.spec.image .status .status.phase}");
  }

  @Test
  void whoMakesAnObjectByApplyOwnsWhatItAppliedAndNoDefaults() {
    FieldOwnership ownership = new FieldOwnership(OwnedKind.KIND);

    assertThat(ownership.claimed(thing("{metadata: {labels: {a: b}}, spec: {image: x}}")))
        .hasToString("{.metadata.labels.a .spec.image}");
    assertThat(ownership.claimed(thing("{}"))).isEqualTo(FieldSet.EMPTY);
  }

  @Test
  void anApplierOwnsWhatItAppliesAlone() {
    Writers writers = new Writers("ann", thing("{spec: {image: x}}"));

    writers.apply(
        Writers.apply("bob"),
        thing("{spec: {image: x, resources: {vcpus: 2}, parts: {p: {size: 1}}}}"),
        false);

    assertThat(writers.owners().of(Writers.apply("bob")).toString())
        .isEqualTo("{.spec.image .spec.parts.p .spec.parts.p.size .spec.resources.vcpus}");
    assertThat(writers.owners().of(Writers.update("ann")).contains("f:spec", "f:image"))
        .as("equal values are owned by both")
        .isTrue();
    assertThat(writers.object().at("/spec/resources/class").asText()).isEqualTo("plain");
  }

  @Test
  void takingAFieldFromItsOwnerIsAConflict() {
    Writers writers = new Writers("ann", thing("{spec: {image: x, env: [{name: p, value: v}]}}"));
    ObjectNode config = thing("{spec: {image: w, env: [{name: p, value: w}]}}");

    List<Conflict> conflicts = writers.apply(Writers.apply("bob"), config, false);

    assertThat(conflicts)
        .containsExactly(
            new Conflict(Writers.update("ann"), ".spec.env[name=\"p\"].value"),
            new Conflict(Writers.update("ann"), ".spec.image"));
    assertThat(conflicts.getFirst().owner()).hasToString("\"ann\" using example.io/v1");
    assertThat(writers.object().at("/spec/image").asText()).isEqualTo("x");

    writers.apply(Writers.apply("bob"), config, true);

    assertThat(writers.object().at("/spec/image").asText()).isEqualTo("w");
    assertThat(writers.owners().of(Writers.update("ann")).contains("f:spec", "f:image")).isFalse();
  }

  @Test
  void whatIsNoLongerAppliedGoesWithItsLastOwner() {
    Writers writers = new Writers("ann", thing("{spec: {image: x}}"));
    ObjectNode config =
        thing(
            """
            metadata: {labels: {a: b}}
            spec:
              image: x
              resources: {vcpus: 2}
              tags: [s, t]
              env: [{name: p, value: v}, {name: q, value: v}]
              parts: {p: {size: 1}, q: {size: 2}}
            """);
    writers.apply(Writers.apply("bob"), config, false);
    writers.apply(Writers.apply("cid"), thing("{spec: {env: [{name: q, note: m}]}}"), false);

    writers.apply(Writers.apply("bob"), thing("{spec: {tags: [t], parts: {q: {size: 2}}}}"), false);

    assertThat(writers.object().path("spec"))
        .isEqualTo(
            tree(
                """
                image: x
                replicas: 1
                tags: [t]
                env: [{name: q, note: m, kind: text}]
                parts: {q: {size: 2}}
                """));
    assertThat(writers.object().path("metadata").has("labels")).isFalse();
  }

  @Test
  void anItemThatAnotherUpdatedStaysWithWhatIsNotItsOwn() {
    Writers writers = new Writers("ann", thing("{spec: {}}"));
    writers.apply(Writers.apply("bob"), thing("{spec: {env: [{name: p, value: v}]}}"), false);
    ObjectNode next = writers.object().deepCopy();
    ((ObjectNode) next.at("/spec/env/0")).put("note", "m");
    writers.replace(Writers.update("cid"), next);

    writers.apply(Writers.apply("bob"), thing("{spec: {image: x}}"), false);

    assertThat(writers.object().at("/spec/env"))
        .isEqualTo(tree("l: [{name: p, note: m, kind: text}]").path("l"));
  }

  /// A list may have become a map since, and clients send sets of their own making.
  @Test
  void aStepToAListsItemNamesNoFieldOfAMap() {
    ManagedFields owners =
        ManagedFields.NONE.withSet(
            Writers.apply("bob"), FieldSet.path("f:spec", "f:parts", "v:1"), Writers.TIME);
    ObjectNode live = thing("{spec: {parts: {'1': {size: 1}}}}");

    FieldOwnership.Applied applied =
        new FieldOwnership(OwnedKind.KIND)
            .apply(owners, live, thing("{spec: {image: x}}"), Writers.apply("bob"), Writers.TIME);

    assertThat(applied.object().at("/spec/parts")).isEqualTo(live.at("/spec/parts"));
  }

  @Test
  void whatIsAtomicIsOneField() {
    Writers writers = new Writers("ann", thing("{spec: {box: {a: b}, raw: [x]}}"));

    List<Conflict> conflicts =
        writers.apply(Writers.apply("bob"), thing("{spec: {box: {c: d}, raw: [w]}}"), true);

    assertThat(conflicts).extracting(Conflict::path).containsExactly(".spec.box", ".spec.raw");
    assertThat(writers.object().path("spec").path("box")).isEqualTo(tree("c: d"));
  }

  @Test
  void keepsTheOrderOfListsAsBothSidesHaveIt() {
    Writers writers = new Writers("ann", thing("{spec: {tags: [a, x, b, y, c]}}"));

    writers.apply(Writers.apply("bob"), thing("{spec: {tags: [c, new, a]}}"), false);

    assertThat(writers.object().at("/spec/tags"))
        .isEqualTo(tree("l: [c, new, a, x, b, y]").path("l"));
  }

  @Test
  void itemsAreToldApartByAllTheirKeys() {
    Writers writers = new Writers("ann", thing("{spec: {ports: [{port: 80, name: a}]}}"));

    List<Conflict> conflicts =
        writers.apply(
            Writers.apply("bob"),
            thing("{spec: {ports: [{port: 80, protocol: UDP, name: b}, {port: 80, name: c}]}}"),
            false);

    assertThat(conflicts)
        .extracting(Conflict::path)
        .containsExactly(".spec.ports[port=80,protocol=\"TCP\"].name");
    assertThatThrownBy(
            () ->
                writers.apply(
                    Writers.apply("bob"),
                    thing("{spec: {ports: [{port: 80}, {port: 80, protocol: TCP}]}}"),
                    false))
        .isInstanceOfSatisfying(
            AppliedFieldException.class,
            e -> {
              assertThat(e.path()).isEqualTo("spec.ports[1]");
              assertThat(e.problem()).isNotBlank().isEqualTo(e.getMessage());
            });
    assertThatThrownBy(
            () -> writers.apply(Writers.apply("b"), thing("{spec: {env: [{value: x}]}}"), false))
        .isInstanceOf(AppliedFieldException.class)
        .hasMessageContaining("key fields [name]");
  }

  @Test
  void whatWasThereBeforeTheFirstApplyHasAnOwnerToo() {
    Writers writers = Writers.untracked(thing("{spec: {image: x}, status: {phase: Up}}"));
    writers.replace(Writers.update("ann"), thing("{spec: {image: w}, status: {phase: Up}}"));
    assertThat(writers.owners().isEmpty()).isTrue();

    List<Conflict> conflicts =
        writers.apply(Writers.apply("bob"), thing("{spec: {image: z}}"), false);
    writers.apply(Writers.apply("bob"), thing("{spec: {image: w}}"), false);

    assertThat(conflicts)
        .containsExactly(new Conflict(Writers.update(Manager.BEFORE_FIRST_APPLY), ".spec.image"));
    assertThat(writers.owners().managers())
        .containsExactly(Writers.apply("bob"), Writers.update(Manager.BEFORE_FIRST_APPLY));
  }

  @Test
  void nullsThatMeanAbsentAreNotApplied() {
    ObjectNode config = thing("{spec: {image: null, at: null, env: [{name: p, value: null}]}}");

    new FieldOwnership(OwnedKind.KIND).dropNulls(config);

    assertThat(config.path("spec")).isEqualTo(tree("{at: null, env: [{name: p}]}"));
  }
}
