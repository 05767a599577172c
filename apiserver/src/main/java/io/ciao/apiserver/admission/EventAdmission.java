package io.ciao.apiserver.admission;

import io.ciao.apiserver.status.Cause;

/// An Event lies in the namespace of the object it is about; those about cluster-scoped objects in
/// `default`.
final class EventAdmission implements Admission {
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
}
