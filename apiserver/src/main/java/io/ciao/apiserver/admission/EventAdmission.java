package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;

/// An Event lies in the namespace of the object it is about; those about cluster-scoped objects in
/// `default`. Its count only grows.
final class EventAdmission implements Admission {
  private static final String COUNT = "count";
  private static final String LAST = "lastTimestamp";

  @Override
  public void create(Draft draft) {
    String namespace = draft.tree().path("involvedObject").path("namespace").asText("");
    String wanted = namespace.isEmpty() ? "default" : namespace;
    if (!draft.namespace().equals(wanted)) {
      draft.refuse(
          Cause.invalid(
              "involvedObject.namespace",
              "\""
                  + namespace
                  + "\": does not match the event's own namespace "
                  + draft.namespace()));
    }
  }

  /// Whoever reports the same again after a restart has forgotten how often it said so, and most
  /// writers of events may not read them: a later occurrence with a count that is not higher counts
  /// one up.
  @Override
  public void update(ObjectNode old, Draft draft) {
    ObjectNode event = draft.tree();
    boolean again = !event.path(LAST).equals(old.path(LAST)) && event.path(LAST).isTextual();
    long before = old.path(COUNT).asLong(0);
    if (again && event.path(COUNT).asLong(0) <= before && before > 0) {
      event.put(COUNT, before + 1);
    }
  }
}
