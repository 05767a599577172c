package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;

/// A subject is named in the way of its kind: a service account by namespace and in the core group,
/// users and groups without one and in the group of roles, which is put in where it is absent.
final class BindingAdmission implements Admission {
  private static final String GROUP = "rbac.authorization.k8s.io";

  @Override
  public void create(Draft draft) {
    JsonNode subjects = draft.tree().path("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      if (subjects.get(i) instanceof ObjectNode subject) {
        check(draft, subject, "subjects[" + i + "]");
      }
    }
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    create(draft);
  }

  private static void check(Draft draft, ObjectNode subject, String at) {
    boolean account = subject.path("kind").asText("").equals("ServiceAccount");
    String group = subject.path("apiGroup").asText("");
    String namespace = subject.path("namespace").asText("");
    if (account) {
      if (namespace.isEmpty()) {
        draft.refuse(Cause.required(at + ".namespace", "a service account is in a namespace"));
      }
      if (!group.isEmpty()) {
        draft.refuse(unsupported(at + ".apiGroup", group, "\"\""));
      }
      return;
    }
    if (!namespace.isEmpty()) {
      draft.refuse(Cause.forbidden(at + ".namespace", "users and groups are in no namespace"));
    }
    if (group.isEmpty()) {
      subject.put("apiGroup", GROUP);
    }
  }

  private static Cause unsupported(String field, String found, String supported) {
    return new Cause(
        Cause.NOT_SUPPORTED,
        "Unsupported value: \"" + found + "\": supported values: " + supported,
        field);
  }
}
