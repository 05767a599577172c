package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.UniqueClaim;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.SystemKeys;
import java.util.Optional;

/// Values that only one object may have (`x-ciao-unique`), as far as users write them: those in
/// `spec`. Each is a key beside the resources, made and removed in the object's own transaction, so
/// that of two writers one is refused whatever their caches show.
public final class UniqueValues {
  private static final String USERS_PART = ".spec.";

  private UniqueValues() {}

  /// Adds to the draft the claims that come and go with a write.
  ///
  /// @param old the object as it is stored; missing if it is made
  /// @param next as it will be stored; missing if it goes
  public static void claim(KindDefinition kind, JsonNode old, JsonNode next, Draft draft) {
    for (UniqueClaim claim : kind.rules().uniqueClaims()) {
      if (!claim.path().toString().startsWith(USERS_PART)) {
        continue;
      }
      Optional<String> held = key(claim, old);
      Optional<String> wanted = key(claim, next);
      if (held.equals(wanted)) {
        continue;
      }
      held.ifPresent(key -> draft.alongside(new Change.DeleteSystem(key, Expected.any())));
      wanted.ifPresent(
          key ->
              draft.alongside(new Change.PutSystem(key, ObjectTree.uid(next), Expected.absent())));
    }
  }

  /// Absent, for an object that is made or goes.
  public static JsonNode nothing() {
    return MissingNode.getInstance();
  }

  /// What a claim that somebody else holds means for the caller.
  ///
  /// @param change what failed in a transaction
  public static Optional<Cause> taken(KindDefinition kind, JsonNode next, Change change) {
    if (!(change instanceof Change.PutSystem put)) {
      return Optional.empty();
    }
    return kind.rules().uniqueClaims().stream()
        .filter(claim -> key(claim, next).filter(put.key()::equals).isPresent())
        .findFirst()
        .map(claim -> Cause.duplicate(claim.path().toString().substring(1), value(claim, next)));
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
