package io.ciao.apiserver.watch;

import io.ciao.apiserver.output.EventType;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;

/// What a watch with a selector makes of an event: entering is ADDED, leaving is DELETED. Pure.
final class EventFilter {
  private EventFilter() {}

  /// What the client is told.
  sealed interface Told {
    /// Nothing: the object neither was nor is selected.
    record Nothing() implements Told {}

    /// The object, at its own version.
    record Event(EventType type, StoredObject object) implements Told {}

    /// The object as it was, at the version of the change that made it leave.
    record Left(StoredObject last, long version) implements Told {}
  }

  static Told told(ObjectFilter filter, StoreEvent event) {
    return switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject previous) -> {
        boolean was = previous != null && filter.matches(previous);
        boolean is = filter.matches(object);
        if (is) {
          yield new Told.Event(was ? EventType.MODIFIED : EventType.ADDED, object);
        }
        yield was ? new Told.Left(previous, object.version()) : new Told.Nothing();
      }
      case StoreEvent.Deleted(StoredObject last) ->
          filter.matches(last) ? new Told.Event(EventType.DELETED, last) : new Told.Nothing();
      case StoreEvent.Progress _ -> new Told.Nothing();
    };
  }
}
