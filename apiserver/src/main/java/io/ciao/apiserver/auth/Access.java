package io.ciao.apiserver.auth;

import io.ciao.api.schema.FieldSelector;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import org.jspecify.annotations.Nullable;

/// What somebody wants to do, as rules judge it.
///
/// @param verb create for actions such as `instances:bind`
/// @param target what it is done to
/// @param fields the selector of a list or watch; empty elsewhere
public record Access(Verb verb, RequestPath.Resource target, FieldSelector fields) {
  public String resource() {
    return target.resource();
  }

  public String action() {
    return target.action();
  }

  public String subresource() {
    return target.subresource();
  }

  /// The object's name, also where a list or watch demands one by its selector; null if none is
  /// named.
  public @Nullable String name() {
    return target.name() != null
        ? target.name()
        : fields.requiredValue("metadata.name").orElse(null);
  }

  /// `update resource "nodes/status" in API group "ciao.io"`, as denials name it.
  public String describe() {
    String what =
        target.resource()
            + (target.action().isEmpty() ? "" : ":" + target.action())
            + (target.subresource().isEmpty() ? "" : "/" + target.subresource());
    String where =
        target.namespace() == null
            ? " at the cluster scope"
            : " in the namespace \"" + target.namespace() + "\"";
    return verb.word()
        + " resource \""
        + what
        + "\" in API group \""
        + target.group()
        + "\""
        + where;
  }
}
