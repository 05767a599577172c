package io.ciao.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.store.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where the rules of access name kinds by hand, they name those that there are. Whoever adds one
/// works through `docs/checklists/new-kind.md`.
final class KindCoverageTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  private final FixedStore store = new FixedStore();
  private final NodeView view = new StoredNodeView(store);

  static Set<String> references() {
    return NodeRule.REFERENCES;
  }

  private void putAnInstanceOnANode() {
    store.put(
        ResourceKey.namespaced("instances", "team", "web"),
        Json.object(),
        Map.of("status.binding.nodeName", List.of("n1")));
  }

  /// What the rule lets a node ask for, the view can answer.
  @ParameterizedTest
  @MethodSource("references")
  void theViewKnowsHowInstancesReferToIt(String resource) {
    putAnInstanceOnANode();

    assertThat(KINDS.byPlural(resource)).isPresent();
    assertThatCode(() -> view.refers("n1", resource, "team", "x")).doesNotThrowAnyException();
  }

  @Test
  void theViewDoesNotGuess() {
    putAnInstanceOnANode();

    assertThatThrownBy(() -> view.refers("n1", "quotas", "team", "x"))
        .hasMessage("no instance refers to quotas");
  }

  /// A kind is shared if its objects can say that they are public.
  @Test
  void publicIsWhatHasAVisibility() {
    assertThat(
            KINDS.kinds().stream()
                .filter(
                    kind ->
                        kind.source()
                            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec")
                            .path("properties")
                            .has("visibility"))
                .map(KindDefinition::plural))
        .containsExactlyInAnyOrderElementsOf(PublicRule.SHARED);
  }
}
