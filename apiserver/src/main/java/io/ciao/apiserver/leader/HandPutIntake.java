package io.ciao.apiserver.leader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.EventNote;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.EventNote.Source;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.request.FieldManagers;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.reconcile.FirstFailure;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Guard;
import io.ciao.store.HandPut;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import io.ciao.store.Unreadable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deals with values that came into etcd past the apiserver. An object without a uid goes through
/// admission, as an update of the last good version or as a create, if it is still what was read.
/// What is refused, or cannot be read at all, is named in an Event, once a value. One term's thread
/// alone uses it.
final class HandPutIntake {
  private static final Logger LOG = LoggerFactory.getLogger(HandPutIntake.class);
  private static final int CONFLICT = 409;

  private final ResourceStore store;
  private final SystemWriter writer;
  private final KindRegistry kinds;
  private final InstantSource clock;

  /// The revision of each key's value that has been dealt with as far as it can be.
  private final Map<String, Long> settled = new HashMap<>();

  HandPutIntake(ResourceStore store, SystemWriter writer, KindRegistry kinds, InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.kinds = kinds;
    this.clock = clock;
  }

  /// One pass over all values that are not served; none keeps the others from their turn.
  ///
  /// @throws RequestRefused if the store does not answer, or the term is over (412)
  void pass() {
    Map<String, Unreadable> present = new HashMap<>();
    store.unreadable().forEach(value -> present.put(value.key(), value));
    settled.keySet().retainAll(present.keySet());
    FirstFailure steps = new FirstFailure(RequestRefused::endsAll);
    for (Unreadable value : present.values()) {
      Long known = settled.get(value.key());
      if (known == null || known != value.modRevision()) {
        steps.attempt(() -> settle(value));
      }
    }
    steps.throwFirst();
  }

  private void settle(Unreadable value) {
    Optional<ResourceKey> key = ResourceKey.parse(value.key());
    Optional<KindDefinition> kind = key.flatMap(found -> kinds.byPlural(found.resource()));
    if (key.isEmpty() || kind.isEmpty()) {
      LOG.warn("a value is not served key={} because={}", value.key(), value.reason());
      settled.put(value.key(), value.modRevision());
    } else if (value.byHand()) {
      takeIn(value, key.get(), kind.get());
    } else {
      report(value, key.get(), kind.get(), "UnreadableValue", value.reason());
    }
  }

  private void takeIn(Unreadable value, ResourceKey key, KindDefinition kind) {
    Optional<HandPut> seen = read(key);
    if (seen.isEmpty() || seen.get().modRevision() != value.modRevision()) {
      // The cache does not show yet what replaced it.
      return;
    }
    try {
      if (!writer.takeIn(kind, seen.get(), value.served())) {
        value.served().ifPresent(served -> putBack(served, seen.get()));
      }
      LOG.info("took an object in that was put by hand object={}", key);
    } catch (RequestRefused refused) {
      int code = refused.error().code();
      if (code == CONFLICT) {
        LOG.debug("changed while it was taken in object={}", key);
      } else if (code >= 400 && code < 500 && !refused.isTermLost() && code != 429) {
        report(value, key, kind, "HandPutRefused", refused.error().message());
      } else {
        throw refused;
      }
    }
  }

  /// What was put says the same as what is served: that is stored again, with its uid.
  private void putBack(StoredObject served, HandPut seen) {
    List<Guard> guards = new ArrayList<>(writer.guards());
    guards.add(new Guard.ValueAt(seen.key(), seen.modRevision()));
    var update = new Change.Update(served.key(), served.version(), served.tree());
    try {
      if (store.commit(new Transaction(List.of(update), guards)) instanceof CommitResult.TermLost) {
        throw Refusals.precondition("LeaderTermLost", "another leader was elected since");
      }
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private Optional<HandPut> read(ResourceKey key) {
    try {
      return store.handPut(key);
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  /// Says so in an Event whose name tells value and revision: another leader does not repeat it.
  private void report(
      Unreadable value, ResourceKey key, KindDefinition kind, String reason, String why) {
    LOG.warn("a value is not served key={} reason={} because={}", key, reason, why);
    String uid = value.served().map(StoredObject::uid).orElse("");
    EventNote note =
        new EventNote(
            new About(kind.apiVersion(), kind.kind(), key.namespace(), key.name(), uid),
            Source.of(FieldManagers.APISERVER),
            Severity.WARNING,
            reason,
            message(value, why));
    String name = key.name() + "." + Long.toHexString(value.modRevision());
    ObjectNode event = note.tree(name, ObjectTree.time(clock.instant()));
    try {
      writer.create(kinds.require("Event"), note.namespace(), event);
    } catch (RequestRefused refused) {
      int code = refused.error().code();
      if (refused.isTermLost() || code >= 500) {
        throw refused;
      }
      LOG.debug("no event of it key={} because={}", key, refused.error().message());
    }
    settled.put(value.key(), value.modRevision());
  }

  private static String message(Unreadable value, String why) {
    String served =
        value.served().isPresent()
            ? "; the version before it goes on being served, and the next write replaces the value"
            : "";
    return "the value that was put into etcd under "
        + value.key()
        + " is not served: "
        + why
        + served;
  }
}
