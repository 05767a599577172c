package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.fields.FieldOwnership;
import io.ciao.api.fields.FieldSet;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.fields.Manager;
import io.ciao.api.meta.EventNote;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.limit.Rates;
import io.ciao.apiserver.request.FieldManagers;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredForm;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Events of what goes as it should, written in the very transaction that they tell of: they cost
/// no transaction of their own, and none tells of what did not happen. A tenant has [#AT_ONCE] and
/// then one a second; whoever starts a thousand instances reads of the first ones. Safe for many
/// threads.
public final class TransitionEvents {
  /// For people to read; more of a tenant's is of no use to anybody.
  static final int AT_ONCE = 60;

  private static final String EVENTS = "events";
  private static final String VERSION = "v1";
  private static final Manager WRITER = Manager.update(FieldManagers.APISERVER, VERSION, "");
  private static final FieldSet AGAIN =
      FieldSet.path("count").union(FieldSet.path("lastTimestamp"));

  private final ResourceStore store;
  private final Supplier<String> uids;
  private final FieldOwnership ownership;
  private final Rates rates;

  /// @param uids random ones
  /// @param kind the Event's
  /// @param nanos monotonic
  public TransitionEvents(
      ResourceStore store, Supplier<String> uids, KindDefinition kind, LongSupplier nanos) {
    this.store = store;
    this.uids = uids;
    this.ownership = new FieldOwnership(kind);
    this.rates = new Rates(1, AT_ONCE, nanos);
  }

  /// The change that goes beside the one of `object`, which is namespaced; empty if its tenant has
  /// had its share.
  ///
  /// @param note about that object
  public Optional<Change> of(ResourceKey object, EventNote note, Instant now) {
    ResourceKey key = key(object, note);
    if (!rates.take(note.namespace())) {
      return Optional.empty();
    }
    String time = ObjectTree.time(now);
    return Optional.of(
        store
            .get(key)
            .map(before -> again(before, time))
            .orElseGet(() -> new Change.Create(key, StoredForm.of(first(key, note, time)))));
  }

  /// No two objects of a transaction may have one place.
  private static ResourceKey key(ResourceKey object, EventNote note) {
    ResourceKey key = ResourceKey.namespaced(EVENTS, note.namespace(), note.name());
    for (int i = 2; Transaction.placesCollide(object, key); i++) {
      key = ResourceKey.namespaced(EVENTS, note.namespace(), note.name() + "." + i);
    }
    return key;
  }

  private ObjectNode first(ResourceKey key, EventNote note, String time) {
    ObjectNode event = note.tree(key.name(), time);
    ManagedFields owners =
        ManagedFields.NONE.afterWrite(WRITER, ownership.all(event), FieldSet.EMPTY, time);
    ObjectTree.metadata(event)
        .put("uid", uids.get())
        .put("creationTimestamp", time)
        .put("generation", 1);
    owners.writeTo(event);
    return event;
  }

  private static Change again(StoredObject before, String time) {
    ObjectNode event = before.tree();
    event.put(EventNote.COUNT, event.path(EventNote.COUNT).asLong() + 1).put(EventNote.LAST, time);
    ManagedFields.of(event).afterWrite(WRITER, AGAIN, FieldSet.EMPTY, time).writeTo(event);
    return new Change.Update(before.key(), before.version(), StoredForm.of(event));
  }
}
