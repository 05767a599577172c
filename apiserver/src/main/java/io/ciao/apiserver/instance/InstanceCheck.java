package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.ResourceVersions;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `instances:check`: tells an agent of each copy whether it is still wanted. A copy is erased on
/// this answer, so whatever is not certain is answered Unreadable, which means: keep.
public final class InstanceCheck {
  private static final int ITEMS_MAX = 1_024;

  private final ResourceStore store;

  public InstanceCheck(ResourceStore store) {
    this.store = store;
  }

  /// What a copy is.
  enum Verdict {
    Current,
    Superseded,
    Gone,
    Unreadable
  }

  /// What is stored under the name of a copy.
  ///
  /// @param complete whether every instance key could be read or has a last good version
  /// @param restores the present count
  record Seen(Optional<StoredObject> object, boolean complete, long restores) {}

  private record Copy(ResourceKey key, String uid, long epoch) {}

  /// Answers from a consistent read.
  public ObjectNode check(JsonNode body, Identity identity) {
    List<Copy> copies = read(body);
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
    for (Copy copy : copies) {
      Optional<StoredObject> found =
          store.get(copy.key()).filter(object -> object.uid().equals(copy.uid()));
      if (found.isEmpty()) {
        found = store.getByUid("instances", copy.uid());
      }
      Seen seen = new Seen(found, complete, ResourceVersions.restores(version));
      Verdict verdict = judge(seen, copy.epoch(), node);
      items.addObject().put("uid", copy.uid()).put("answer", verdict.name());
    }
    return answer;
  }

  /// Judges one copy.
  ///
  /// @param node who asks; empty for an admin, to whom every current copy is current
  static Verdict judge(Seen seen, long epoch, String node) {
    boolean sameHistory = ResourceVersions.restores(epoch) == seen.restores();
    if (seen.object().isEmpty()) {
      return seen.complete() && sameHistory ? Verdict.Gone : Verdict.Unreadable;
    }
    StoredObject object = seen.object().get();
    JsonNode binding = object.tree().path("status").path("binding");
    if (!binding.isObject()) {
      // Unbound: a copy of an epoch before this version is over.
      return sameHistory && epoch < object.version() ? Verdict.Superseded : Verdict.Unreadable;
    }
    long bound = binding.path("epoch").asLong();
    if (bound == epoch) {
      boolean own = node.isEmpty() || binding.path("nodeName").asText("").equals(node);
      return own ? Verdict.Current : Verdict.Superseded;
    }
    return bound > epoch ? Verdict.Superseded : Verdict.Unreadable;
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

  private static List<Copy> read(JsonNode body) {
    JsonNode list = body.path("items");
    if (!list.isArray() || list.size() > ITEMS_MAX) {
      throw Refusals.badRequest("items: a list of at most " + ITEMS_MAX + " is needed");
    }
    List<Copy> copies = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Fields fields = new Fields(list.get(i), "items[" + i + "]");
      copies.add(new Copy(fields.instance(), fields.text("uid"), fields.number("epoch")));
    }
    return copies;
  }
}
