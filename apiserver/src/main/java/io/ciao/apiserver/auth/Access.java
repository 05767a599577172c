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

  /// The same in the words of roles. A Namespace, and the Tenant of its name, count as being in the
  /// namespace that they are, so that a role that is bound there reaches them.
  public Attributes attributes() {
    String name = name() == null ? "" : String.valueOf(name());
    String namespace = target.namespace();
    if (namespace == null) {
      namespace = isScope(target.group(), target.resource()) ? name : "";
    }
    String resource =
        target.action().isEmpty() ? target.resource() : target.resource() + ":" + target.action();
    return new Attributes.OfResource(
        verb.word(), target.group(), resource, target.subresource(), namespace, name);
  }

  /// Whether objects of that resource are the namespace, or the tenant, that they are named after.
  public static boolean isScope(String group, String resource) {
    return (group.isEmpty() && resource.equals("namespaces"))
        || (group.equals("ciao.io") && resource.equals("tenants"));
  }

  /// What somebody is told who may not.
  public String denial(Identity identity, String reason) {
    return "User \"" + identity.user() + "\" cannot " + describe() + ": " + reason;
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
