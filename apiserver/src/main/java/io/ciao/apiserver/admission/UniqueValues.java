package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.UniqueClaim;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.SystemKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Values that only one object may have (`x-ciao-unique`). Each is a key beside the resources, made
/// and removed in the object's own transaction, so that of two writers one is refused whatever
/// their caches show. A value that an object has both in spec and in status is one claim. Not those
/// in the status of Instances: their first bind claims them.
public final class UniqueValues {
  private static final String STATUS_PART = ".status.";

  private UniqueValues() {}

  /// Adds to the draft the claims that come and go with a write.
  ///
  /// @param old the object as it is stored; missing if it is made
  /// @param next as it will be stored; missing if it goes
  public static void claim(KindDefinition kind, JsonNode old, JsonNode next, Draft draft) {
    if (claims(kind).isEmpty()) {
      return;
    }
    Set<String> held = keys(kind, old);
    Set<String> wanted = keys(kind, next);
    for (String key : held) {
      if (!wanted.contains(key)) {
        draft.alongside(new Change.DeleteSystem(key, Expected.any()));
      }
    }
    for (String key : wanted) {
      if (!held.contains(key)) {
        draft.alongside(new Change.PutSystem(key, ObjectTree.uid(next), Expected.absent()));
      }
    }
  }

  /// Absent, for an object that is made or goes.
  public static JsonNode nothing() {
    return MissingNode.getInstance();
  }

  /// Refuses a write because of a claim that somebody else holds: a user's wish (422) with the
  /// field, what a controller chose (409) with the holder, since another choice may do. Does
  /// nothing if the change is no claim of the object.
  ///
  /// @param change what failed in a transaction
  /// @throws RequestRefused as said
  public static void requireFree(
      KindDefinition kind, JsonNode next, Change change, ResourceStore store) {
    if (!(change instanceof Change.PutSystem put)) {
      return;
    }
    for (UniqueClaim claim : claims(kind)) {
      if (key(claim, next).filter(put.key()::equals).isPresent()) {
        throw refusal(kind, next, claim, store);
      }
    }
  }

  private static RequestRefused refusal(
      KindDefinition kind, JsonNode next, UniqueClaim claim, ResourceStore store) {
    String name = ObjectTree.name(next);
    if (!isStatus(claim)) {
      Cause cause = Cause.duplicate(claim.path().toString().substring(1), value(claim, next));
      return Refusals.invalid(kind.group(), kind.kind(), name, List.of(cause));
    }
    String key = key(claim, next).orElseThrow();
    String holder =
        store.list(kind.plural(), null).objects().stream()
            .filter(object -> !object.uid().equals(ObjectTree.uid(next)))
            .filter(object -> keys(kind, object.view()).contains(key))
            .map(object -> described(kind, object.key()))
            .findFirst()
            .orElse("another object");
    return Refusals.conflict(
        new GroupResource(kind.group(), kind.plural()),
        name,
        value(claim, next) + " belongs to " + holder);
  }

  private static String described(KindDefinition kind, ResourceKey key) {
    String place = key.namespace() == null ? "" : key.namespace() + "/";
    return kind.kind().toLowerCase(Locale.ROOT) + " \"" + place + key.name() + "\"";
  }

  /// The keys of all values that the object has.
  private static Set<String> keys(KindDefinition kind, JsonNode tree) {
    return claims(kind).stream()
        .flatMap(claim -> key(claim, tree).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<UniqueClaim> claims(KindDefinition kind) {
    return kind.rules().uniqueClaims().stream()
        .filter(claim -> !(isStatus(claim) && kind.kind().equals(Instance.KIND)))
        .toList();
  }

  private static boolean isStatus(UniqueClaim claim) {
    return claim.path().toString().startsWith(STATUS_PART);
  }

  private static Optional<String> key(UniqueClaim claim, JsonNode tree) {
    String value = value(claim, tree);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(SystemKeys.unique(claim.set(), scope(claim, tree), value));
  }

  private static String value(UniqueClaim claim, JsonNode tree) {
    return claim.path().first(tree).map(found -> found.asText("")).orElse("");
  }

  private static String scope(UniqueClaim claim, JsonNode tree) {
    return switch (claim.scope()) {
      case "cluster" -> "cluster";
      case "network" ->
          ObjectTree.namespace(tree)
              + "."
              + tree.path("spec").path("network").path("name").asText("default");
      case "pool" -> tree.path("spec").path("pool").asText("default");
      default -> ObjectTree.namespace(tree);
    };
  }
}
