package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The admission rules over objects that a test put there. Objects are flow YAML without kind.
final class AdmissionWorld {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final String NEW_UID = "made-alongside";

  private static final KindRegistry KINDS = KindRegistry.load();
  private static final Identity ADMIN = new Identity("ann", Set.of(Identity.ADMINS), Set.of(), "");

  final FixedStore store = new FixedStore();
  private final Admissions admissions = Admissions.all(store, KINDS, () -> NEW_UID);

  static ObjectNode tree(String kind, String yaml) {
    // What begins with a brace would be read as JSON.
    ObjectNode tree = ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
    var definition = KINDS.require(kind);
    return tree.put("apiVersion", definition.apiVersion()).put("kind", kind);
  }

  Admission of(String kind) {
    return admissions.of(KINDS.require(kind));
  }

  void put(String kind, String yaml) {
    put(kind, yaml, Map.of());
  }

  void put(String kind, String yaml, Map<String, List<String>> index) {
    ObjectNode tree = tree(kind, yaml);
    String namespace = ObjectTree.namespace(tree);
    store.put(
        new ResourceKey(
            KINDS.require(kind).plural(),
            namespace.isEmpty() ? null : namespace,
            ObjectTree.name(tree)),
        tree,
        index);
  }

  Draft create(String kind, String yaml) {
    return create(ADMIN, kind, yaml);
  }

  Draft create(Identity identity, String kind, String yaml) {
    Draft draft = new Draft(tree(kind, yaml), identity, NOW);
    of(kind).beforeCreate(draft);
    of(kind).create(draft);
    return draft;
  }

  Draft update(String kind, String old, String next) {
    Draft draft = draft(kind, next);
    of(kind).update(tree(kind, old), draft);
    return draft;
  }

  Draft updateStatus(String kind, String old, String next) {
    Draft draft = draft(kind, next);
    of(kind).updateStatus(tree(kind, old), draft);
    return draft;
  }

  Draft updateStatus(Identity identity, String kind, String old, String next) {
    Draft draft = new Draft(tree(kind, next), identity, NOW);
    of(kind).updateStatus(tree(kind, old), draft);
    return draft;
  }

  Draft remove(String kind, String yaml) {
    Draft draft = draft(kind, yaml);
    of(kind).remove(draft);
    return draft;
  }

  private static Draft draft(String kind, String yaml) {
    return new Draft(tree(kind, yaml), ADMIN, NOW);
  }

  /// What is wrong: `field: message`, in order.
  static List<String> problems(Draft draft) {
    return draft.problems().stream().map(cause -> cause.field() + ": " + cause.message()).toList();
  }

  /// The fields that are refused, in order.
  static List<String> refused(Draft draft) {
    return draft.problems().stream().map(cause -> cause.field()).toList();
  }

  /// The system keys that come and go with the write, `+` and `-` before them.
  static List<String> keys(Draft draft) {
    return draft.companions().stream()
        .map(
            change ->
                switch (change) {
                  case Change.PutSystem put -> "+" + put.key();
                  case Change.DeleteSystem gone -> "-" + gone.key();
                  case Change.ResourceChange resource -> "?" + resource.key();
                })
        .toList();
  }

  /// `metadata: {…}` of an object of tenant `team` with more fields.
  static String team(String name, String rest) {
    return "{metadata: {namespace: team, name: " + name + ", uid: u-" + name + "}, " + rest + "}";
  }
}
