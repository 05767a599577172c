package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.CheckAnswer;
import io.ciao.api.instance.batch.CheckItem;
import io.ciao.api.instance.batch.CheckVerdict;
import io.ciao.api.instance.batch.ItemFields;
import io.ciao.api.instance.batch.MalformedItemException;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.ResourceVersions;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.Unreadable;
import java.util.List;
import java.util.Optional;

/// `instances:check`: tells an agent of each copy whether it is still wanted. A copy is erased on
/// this answer, so whatever is not certain is answered Unreadable, which means: keep.
public final class InstanceCheck {
  private final ResourceStore store;

  public InstanceCheck(ResourceStore store) {
    this.store = store;
  }

  /// What is stored under the name of a copy.
  ///
  /// @param complete whether every instance key could be read or has a last good version
  /// @param restores the present count
  record Seen(Optional<StoredObject> object, boolean complete, long restores) {}

  /// Answers from a consistent read.
  public ObjectNode check(JsonNode body, Identity identity) {
    List<CheckItem> copies = read(body);
    long version;
    try {
      version = store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
    boolean complete = complete();
    String node = identity.nodeName().orElse("");
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    for (CheckItem copy : copies) {
      String uid = copy.instance().uid();
      Optional<StoredObject> found =
          store
              .get(InstanceBatches.key(copy.instance()))
              .filter(object -> object.uid().equals(uid));
      if (found.isEmpty()) {
        found = store.getByUid("instances", uid);
      }
      Seen seen = new Seen(found, complete, ResourceVersions.restores(version));
      items.add(new CheckAnswer(uid, judge(seen, copy.epoch(), node)).toTree());
    }
    return answer;
  }

  /// Judges one copy.
  ///
  /// @param node who asks; empty for an admin, to whom every current copy is current
  static CheckVerdict judge(Seen seen, long epoch, String node) {
    boolean sameHistory = ResourceVersions.restores(epoch) == seen.restores();
    if (seen.object().isEmpty()) {
      return seen.complete() && sameHistory ? CheckVerdict.GONE : CheckVerdict.UNREADABLE;
    }
    StoredObject object = seen.object().get();
    JsonNode binding = object.tree().path("status").path("binding");
    if (!binding.isObject()) {
      // Unbound: a copy of an epoch before this version is over.
      return sameHistory && epoch < object.version()
          ? CheckVerdict.SUPERSEDED
          : CheckVerdict.UNREADABLE;
    }
    long bound = binding.path("epoch").asLong();
    if (bound == epoch) {
      boolean own = node.isEmpty() || binding.path("nodeName").asText("").equals(node);
      return own ? CheckVerdict.CURRENT : CheckVerdict.SUPERSEDED;
    }
    return bound > epoch ? CheckVerdict.SUPERSEDED : CheckVerdict.UNREADABLE;
  }

  private boolean complete() {
    for (Unreadable unreadable : store.unreadable()) {
      boolean instance = unreadable.key().startsWith(ResourceKey.PREFIX + "instances/");
      if (instance && unreadable.served().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static List<CheckItem> read(JsonNode body) {
    try {
      return ItemFields.each(body, BatchVerb.CHECK, CheckItem::read);
    } catch (MalformedItemException malformed) {
      throw Refusals.badRequest(malformed.problem());
    }
  }
}
