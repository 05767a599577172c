package io.ciao.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SelectorException;
import io.ciao.apiserver.auth.Access;
import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import java.util.Locale;
import java.util.Optional;

/// What the `spec` of an access review asks, answered by the very rules that requests are judged
/// by.
final class AccessQuestion {
  private final Authorizer authorizer;
  private final KindRegistry kinds;

  AccessQuestion(Authorizer authorizer, KindRegistry kinds) {
    this.authorizer = authorizer;
    this.kinds = kinds;
  }

  /// Whether the identity may do what `resourceAttributes` or `nonResourceAttributes` say.
  Decision answer(Identity identity, JsonNode spec) {
    JsonNode path = spec.path("nonResourceAttributes");
    if (path.isObject()) {
      return authorizer.decide(
          identity,
          new Attributes.OfPath(
              path.path("verb").asText("").toLowerCase(Locale.ROOT), path.path("path").asText("")));
    }
    JsonNode wanted = spec.path("resourceAttributes");
    Optional<Access> access = identity.isNode() ? access(wanted) : Optional.empty();
    return access.isPresent()
        ? authorizer.decide(identity, access.get())
        : authorizer.decide(identity, attributes(wanted));
  }

  static Attributes attributes(JsonNode wanted) {
    String group = wanted.path("group").asText("");
    String resource = wanted.path("resource").asText("");
    String name = wanted.path("name").asText("");
    boolean scope = Access.isScope(group, resource);
    return new Attributes.OfResource(
        wanted.path("verb").asText(""),
        group,
        resource,
        wanted.path("subresource").asText(""),
        scope ? name : wanted.path("namespace").asText(""),
        name);
  }

  /// The same as a request, which the node rule needs; empty if no request could be that.
  private Optional<Access> access(JsonNode wanted) {
    String[] parts = wanted.path("resource").asText("").split(":", 2);
    String group = wanted.path("group").asText("");
    Optional<KindDefinition> kind = kinds.byResource(new GroupVersion(group, "v1"), parts[0]);
    Optional<Verb> verb = verb(wanted.path("verb").asText(""));
    if (kind.isEmpty() || verb.isEmpty()) {
      return Optional.empty();
    }
    String namespace = wanted.path("namespace").asText("");
    String name = wanted.path("name").asText("");
    RequestPath.Resource target =
        new RequestPath.Resource(
            group,
            "v1",
            namespace.isEmpty() ? null : namespace,
            parts[0],
            parts.length > 1 ? parts[1] : "",
            name.isEmpty() ? null : name,
            wanted.path("subresource").asText(""));
    return Optional.of(new Access(verb.get(), target, fields(wanted, kind.get())));
  }

  private static FieldSelector fields(JsonNode wanted, KindDefinition kind) {
    StringBuilder text = new StringBuilder(wanted.at("/fieldSelector/rawSelector").asText(""));
    for (JsonNode term : wanted.at("/fieldSelector/requirements")) {
      boolean one =
          term.path("operator").asText("").equals("In") && term.path("values").size() == 1;
      if (one) {
        text.append(text.isEmpty() ? "" : ",").append(term.path("key").asText(""));
        text.append('=').append(term.path("values").get(0).asText());
      }
    }
    try {
      return FieldSelector.parse(text.toString(), kind);
    } catch (SelectorException malformed) {
      return FieldSelector.ALL;
    }
  }

  private static Optional<Verb> verb(String word) {
    for (Verb verb : Verb.values()) {
      if (verb.word().equals(word)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }
}
