package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindRegistryTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  @Test
  void loadsEveryKindOfThisProgram() throws IOException {
    try (var files = Files.list(Path.of("..", "manifests", "crds"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(
              KINDS.kinds().stream().map(KindDefinition::plural).toList());
    }
    assertThat(KINDS.groupVersions())
        .startsWith(new GroupVersion("", "v1"), new GroupVersion("ciao.io", "v1"))
        .contains(new GroupVersion("coordination.k8s.io", "v1"));
    assertThat(KINDS.kinds(new GroupVersion("", "v1")))
        .extracting(KindDefinition::plural)
        .contains("events", "namespaces");
  }

  @Test
  void findsKindsByAllTheirNames() {
    var instance = KINDS.require("Instance");
    assertThat(KINDS.byAnyName("instances")).contains(instance);
    assertThat(KINDS.byAnyName("Instance")).contains(instance);
    assertThat(KINDS.byAnyName("instances.ciao.io")).contains(instance);
    assertThat(KINDS.byAnyName("inst")).contains(instance);
    assertThat(KINDS.byPlural("instances")).contains(instance);
    assertThat(KINDS.byPlural("instance")).isEmpty();
    assertThat(KINDS.byKind("ciao.io/v1", "Instance")).contains(instance);
    assertThat(KINDS.byKind("v1", "Instance")).isEmpty();
    assertThat(KINDS.byKind("instance")).isEmpty();
    assertThat(KINDS.byResource(GroupVersion.parse("ciao.io/v1"), "instances")).contains(instance);
    assertThat(KINDS.byResource(GroupVersion.parse("v1"), "instances")).isEmpty();
    assertThatThrownBy(() -> KINDS.require("Nothing")).hasMessageContaining("Nothing");
  }

  @Test
  void oneKindAloneIsAsAmongAll() {
    for (var whole : KINDS.kinds()) {
      var alone = KindRegistry.loadOne(whole.plural()).orElseThrow();
      assertThat(alone.names()).isEqualTo(whole.names());
      assertThat(alone.scope()).isEqualTo(whole.scope());
      assertThat(alone.subresources()).isEqualTo(whole.subresources());
      assertThat(alone.columns()).hasToString(whole.columns().toString());
      assertThat(alone.rules()).hasToString(whole.rules().toString());
      assertThat(alone.source()).isEqualTo(whole.source());
      assertThat(alone.description()).isEqualTo(whole.description());
    }
  }

  @Test
  void schemaIsLeftOutWhereItEndsTheFile() {
    var head = "spec:\n  versions:\n  - name: v1\n";
    var schema = "    schema:\n      openAPIV3Schema:\n\n        type: object\n";
    assertThat(withoutSchema(head + schema)).isEqualTo(head);
    assertThat(withoutSchema(head)).isEqualTo(head);
    var more = head + schema + "    served: true\n";
    assertThat(withoutSchema(more)).isEqualTo(more);
  }

  private static String withoutSchema(String text) {
    return new String(
        CrdResources.withoutSchema(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void readsAllOfADefinition() {
    var kind = TestKind.WIDGET;
    assertThat(kind.apiVersion()).isEqualTo("example.io/v1");
    assertThat(kind.groupResource()).isEqualTo("widgets.example.io");
    assertThat(kind.groupKind()).isEqualTo("Widget.example.io");
    assertThat(kind.names().listKind()).isEqualTo("WidgetList");
    assertThat(kind.namespaced()).isTrue();
    assertThat(kind.hasStatus()).isTrue();
    assertThat(kind.subresources().scale())
        .map(scale -> scale.specReplicas().toString())
        .contains(".spec.replicas");
    assertThat(kind.rules().selectableFields())
        .containsExactly("spec.nodeName", "spec.nodeNames", "spec.replicas");
    assertThat(kind.rules().end()).isEqualTo(EndStage.NETWORKS);
    assertThat(kind.rules().generated()).isTrue();
    assertThat(kind.rules().uniqueClaims())
        .containsExactly(
            new UniqueClaim("widget-address", JsonPath.parse(".spec.address"), "namespace"));
    assertThat(kind.description()).isEqualTo("A thing to test with.");
    var source = kind.source();
    source.removeAll();
    assertThat(kind.source()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "minLength: 1, maxLength|minlength: 1, maxLength|spec.image: the schema keyword"
            + " \"minlength\" is not known",
        "{type: boolean, default: true}|{type: bool}|spec.on: the type \"bool\" is not known",
        "required: [size]|required: [siez]|spec: required names \"siez\", which is no property",
        "'^[a-z]+$'|'^[a-z+$'|spec.image: pattern: Unclosed character class",
        "x-ciao-quantity: bytes|x-ciao-quantity: kilos|spec.memory: x-ciao-quantity is bytes or"
            + " count",
        "x-kubernetes-list-type: set|x-kubernetes-list-type: bag|spec.nodeNames: the list type is"
            + " not known",
        "x-kubernetes-list-map-keys: [name, port]||spec.members: list type map and list-map-keys go"
            + " together",
        "x-ciao-immutable: true}|x-ciao-immutable: 'yes'}|spec.size: x-ciao-immutable is true or"
            + " false",
        "maxItems: 3|maxItems: -3|spec.nodeNames: maxItems is a whole number from 0",
        "scope: Namespaced|scope: Tenant|spec.scope is Cluster or Namespaced",
        "singular: widget, ||the text singular is missing",
        "type: date, jsonPath|type: time, jsonPath|the column type \"time\" is not known",
        ".spec.nodeName}|spec.nodeName}|path \"spec.nodeName\", position 0: expected . or [",
        "x-ciao-end: networks|x-ciao-end: soon|spec.x-ciao-end: the stage \"soon\" is not"
            + " known",
        "x-ciao-generated: true|x-ciao-generated: 'no'|spec.x-ciao-generated is true or false",
        "x-ciao-unique|x-ciao-uniq|spec has the unknown field x-ciao-uniq",
        "widgets.example.io|widgets|metadata.name must be widgets.example.io",
        "kind: CustomResourceDefinition|kind: Custom|is no apiextensions.k8s.io/v1"
            + " CustomResourceDefinition"
      })
  void saysWhatIsWrongWithADefinition(String find, String replacement, String problem) {
    var crd = TestKind.crd().replace(find, replacement == null ? "" : replacement);
    assertThat(crd).isNotEqualTo(TestKind.crd());
    assertThatThrownBy(() -> TestKind.registry(crd))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("widgets.yaml: ")
        .hasMessageContaining(problem);
  }

  @Test
  void namesAreTakenOnce() {
    var widget = TestKind.crd();
    var gadget =
        widget
            .replace("kind: Widget", "kind: Gadget")
            .replace("widget,", "gadget,")
            .replace("widgets", "gadgets");
    assertThatThrownBy(
            () ->
                KindRegistry.of(
                    Map.of(
                        "a.yaml", ObjectReader.readOne(widget.getBytes(StandardCharsets.UTF_8)),
                        "b.yaml", ObjectReader.readOne(gadget.getBytes(StandardCharsets.UTF_8)))))
        .hasMessage("widgets.example.io: the name \"wd\" is taken by gadgets.example.io");
  }
}
